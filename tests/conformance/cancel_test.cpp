#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct ToBeCancelled : OneRunning {
  ToBeCancelled() { REQUIRE(queue.cancel(job) == Change::requested); }
};

}  // namespace

TEST_CASE_FIXTURE(ClockedQueue, "a queued job is cancelled at once") {
  const JobId job = add(queue);
  clock.advance(3s);
  CHECK(queue.cancel(job) == Change::done);
  const Job cancelled = look(queue, job);
  CHECK(cancelled.state == JobState::cancelled);
  CHECK(cancelled.outcome == Outcome::cancelled);
  CHECK(cancelled.ended_at == clock.now());
  CHECK(queue.attempts(job).empty());
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  CHECK(queue.cancel(job) == Change::unchanged);
}

// Q18 breaks with libqueue/store/heartbeat.cpp: s/renewal.cancel = found->second.cancel;//
TEST_CASE_FIXTURE(ToBeCancelled, "a running job runs on, and its worker hears with its heartbeat") {
  CHECK(look(queue, job).state == JobState::running);
  CHECK(look(queue, job).cancel_requested);
  const std::vector<Renewal> renewals = queue.heartbeat(std::array{lease}, 60s);
  REQUIRE(renewals.size() == 1);
  CHECK(renewals[0].renewed);
  CHECK(renewals[0].cancel);
  CHECK(queue.heartbeat(std::array{lease}, 60s).at(0).cancel);
}

TEST_CASE_FIXTURE(ToBeCancelled, "a release of a job to be cancelled cancels it, uncharged") {
  CHECK(queue.release({.lease = lease}) == Ack::done);
  CHECK(look(queue, job).state == JobState::cancelled);
  CHECK(look(queue, job).charged == 0);
  CHECK(queue.attempts(job).at(0).outcome == Outcome::cancelled);
  CHECK(queue.release({.lease = lease}) == Ack::done);
}

TEST_CASE_FIXTURE(ToBeCancelled, "a failure of a job to be cancelled cancels it") {
  CHECK(queue.fail({.lease = lease, .error = "no"}) == Ack::done);
  CHECK(look(queue, job).state == JobState::cancelled);
}

TEST_CASE_FIXTURE(ToBeCancelled, "a completion that comes first stands") {
  CHECK(queue.complete(lease, "1") == Ack::done);
  CHECK(look(queue, job).state == JobState::succeeded);
  CHECK(look(queue, job).result == "1");
  CHECK_FALSE(look(queue, job).cancel_requested);
}

TEST_CASE_FIXTURE(ToBeCancelled,
                  "a job to be cancelled whose lease lapses is cancelled, not re-run") {
  clock.advance(60s);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  CHECK(look(queue, job).state == JobState::cancelled);
  CHECK(queue.complete(lease) == Ack::lease_lost);
}

TEST_CASE_FIXTURE(ToBeCancelled,
                  "a lapsed job to be cancelled may still complete before the sweep") {
  clock.advance(60s);
  CHECK(queue.complete(lease) == Ack::done);
  sweep(queue);
  CHECK(look(queue, job).state == JobState::succeeded);
}

TEST_CASE_FIXTURE(ToBeCancelled, "a cancel asked twice is asked once") {
  CHECK(queue.cancel(job) == Change::requested);
  queue.release({.lease = lease});
  CHECK(queue.attempts(job).size() == 1);
}

// Q18 breaks with libqueue/queries/common/jobs.sql:
//   /name: cancel_queued_job/,/RETURNING/ s/ AND state = 'queued'//
TEST_CASE_FIXTURE(OneRunning, "a job that ended before the cancel stays as it ended") {
  queue.complete(lease, "1");
  CHECK(queue.cancel(job) == Change::refused);
  CHECK(look(queue, job).state == JobState::succeeded);
  const JobId other = add(queue);
  queue.fail({.lease = claim_one(queue).lease(), .error = "no", .permanent = true});
  CHECK(queue.cancel(other) == Change::refused);
  CHECK(look(queue, other).state == JobState::failed);
}

TEST_CASE_FIXTURE(OneRunning, "a job that backs off is cancelled at once") {
  queue.fail({.lease = lease, .error = "no"});
  CHECK(queue.cancel(job) == Change::done);
  clock.advance(1h);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
}

#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A job whose first worker lost it to a second one that runs it now.
struct TakenOver : ClockedQueue {
  TakenOver() {
    clock.advance(60s);
    live = claim_one(queue, "w2").lease();
    before = look(queue, job);
    events = queue.events(0).size();
  }

  // Nothing of the new run has changed, nor was anything written about it.
  void check_untouched() {
    const Job now = look(queue, job);
    CHECK(now.state == JobState::running);
    CHECK(now.worker == "w2");
    CHECK(now.lease_expires_at == before.lease_expires_at);
    CHECK(now.charged == before.charged);
    CHECK(now.releases == before.releases);
    CHECK(now.result.empty());
    CHECK(now.error == before.error);
    CHECK(queue.attempts(job).size() == 2);
    CHECK(queue.steps(job).empty());
    CHECK_FALSE(queue.output(job).has_value());
    CHECK(queue.events(0).size() == events);
    CHECK(queue.complete(live) == Ack::done);
  }

  JobId job = add(queue);
  Lease stale = claim_one(queue, "w1").lease();
  Lease live;
  Job before;
  std::size_t events = 0;
};

}  // namespace

// Q3 breaks with libqueue/queries/sqlite/jobs.sql:
//   s/ job.token = given.token / given.token <> '' /
// Q3 breaks with libqueue/queries/postgres/jobs.sql: s/ AND job.token = f.token//
TEST_CASE_FIXTURE(TakenOver, "a stale completion is refused, and the new run untouched") {
  CHECK(queue.complete(stale, "1") == Ack::lease_lost);
  check_untouched();
}

// Q3 breaks with libqueue/queries/sqlite/jobs.sql:
//   s/ token = $2 / $2 <> '' /; s/ job.token = given.token / given.token <> '' /
TEST_CASE_FIXTURE(TakenOver, "a stale failure is refused, and the new run untouched") {
  CHECK(queue.fail({.lease = stale, .error = "late"}) == Ack::lease_lost);
  CHECK(queue.fail({.lease = stale, .error = "late", .permanent = true}) == Ack::lease_lost);
  check_untouched();
}

// Q3 breaks with libqueue/queries/sqlite/jobs.sql:
//   s/ token = $2 / $2 <> '' /; s/ job.token = given.token / given.token <> '' /
TEST_CASE_FIXTURE(TakenOver, "a stale release is refused, and the new run untouched") {
  CHECK(queue.release({.lease = stale, .reason = "late", .avoid = 10s}) == Ack::lease_lost);
  check_untouched();
}

// Q3 breaks with libqueue/queries/postgres/jobs.sql: s/ AND job.token = l.token//
TEST_CASE_FIXTURE(TakenOver, "a stale heartbeat says lost, and the new run is untouched") {
  const std::vector<Renewal> renewals = queue.heartbeat(std::array{stale}, 10min);
  REQUIRE(renewals.size() == 1);
  CHECK_FALSE(renewals[0].renewed);
  check_untouched();
}

// Q3 breaks with libqueue/store/steps.cpp: s/if (!held(context, lease)) return/if (false) return/
TEST_CASE_FIXTURE(TakenOver, "a stale step is refused, and the new run untouched") {
  const std::array steps{StepReport{.step = "one", .state = StepState::done}};
  CHECK(queue.report_steps(stale, steps) == Ack::lease_lost);
  check_untouched();
}

// Q3 breaks with libqueue/queries/common/jobs.sql:
//   /name: keep_output/,/RETURNING/ s/ token = $3 / $3 <> '' /
TEST_CASE_FIXTURE(TakenOver, "stale output is refused, and the new run untouched") {
  CHECK(queue.keep_output(stale, "late") == Ack::lease_lost);
  check_untouched();
}

TEST_CASE_FIXTURE(TakenOver, "a stale token stays stale when the job has ended") {
  CHECK(queue.complete(live, R"("new")") == Ack::done);
  CHECK(queue.complete(stale, R"("old")") == Ack::lease_lost);
  CHECK(queue.fail({.lease = stale, .error = "late"}) == Ack::lease_lost);
  CHECK(queue.release({.lease = stale}) == Ack::lease_lost);
  CHECK(look(queue, job).result == R"("new")");
}

// Q11 breaks with libqueue/queries/postgres/jobs.sql: s/ AND job.token = f.token//
TEST_CASE_FIXTURE(TakenOver,
                  "in a bulk completion the stale one is refused and the others stored") {
  const JobId other = add(queue);
  const Lease good = claim_one(queue, "w1").lease();
  const std::vector<Completion> completions{{stale, "1"}, {good, "2"}, {{job + 1000, "t"}, "3"}};
  CHECK(queue.complete(completions) == std::vector{Ack::lease_lost, Ack::done, Ack::not_found});
  CHECK(look(queue, other).state == JobState::succeeded);
  CHECK(look(queue, other).result == "2");
  CHECK(look(queue, job).state == JobState::running);
}

TEST_CASE_FIXTURE(TakenOver, "a stale completion is told so beside the live one of the same job") {
  const std::vector<Completion> completions{{stale, "1"}, {live, "2"}};
  CHECK(queue.complete(completions) == std::vector{Ack::lease_lost, Ack::done});
  CHECK(look(queue, job).result == "2");
}

TEST_CASE_FIXTURE(ClockedQueue, "a token of one job opens no other") {
  queue.enqueue(std::vector<NewJob>(2));
  const Claimed one = claim_one(queue);
  const Claimed other = claim_one(queue);
  CHECK(queue.complete({one.job.id, other.token}) == Ack::lease_lost);
  CHECK(queue.complete({one.job.id, ""}) == Ack::lease_lost);
  CHECK(queue.fail({.lease = {one.job.id, "' OR 1=1 --"}, .error = "x"}) == Ack::lease_lost);
  CHECK(look(queue, one.job.id).state == JobState::running);
}

TEST_CASE_FIXTURE(ClockedQueue, "calls about a job that is not there say so") {
  const Lease nowhere{12345, "t"};
  CHECK(queue.complete(nowhere) == Ack::not_found);
  CHECK(queue.fail({.lease = nowhere, .error = "x"}) == Ack::not_found);
  CHECK(queue.release({.lease = nowhere}) == Ack::not_found);
  CHECK(queue.report_steps(nowhere, std::array{StepReport{.step = "s"}}) == Ack::not_found);
  CHECK(queue.keep_output(nowhere, "x") == Ack::not_found);
  CHECK(queue.cancel(12345) == Change::not_found);
  CHECK(queue.retry(12345) == Change::not_found);
}

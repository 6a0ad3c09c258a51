#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A job whose lease ran out an hour ago and that nobody took.
struct Lapsed : ClockedQueue {
  Lapsed() { clock.advance(1h); }

  JobId job = add(queue);
  Lease lease = claim_one(queue, "w1").lease();
};

}  // namespace

// Q4 breaks with libqueue/queries/sqlite/jobs.sql:
//   s/given.only_lapsed = 0 OR lease_expires_at_us <=/$13 = 1 OR lease_expires_at_us >/
TEST_CASE_FIXTURE(Lapsed, "the owner of a lapsed lease that nobody took completes") {
  CHECK(queue.complete(lease, "1") == Ack::done);
  CHECK(look(queue, job).state == JobState::succeeded);
  CHECK(look(queue, job).result == "1");
  CHECK(queue.attempts(job).size() == 1);
}

TEST_CASE_FIXTURE(Lapsed, "the owner of a lapsed lease that nobody took fails it") {
  CHECK(queue.fail({.lease = lease, .error = "no"}) == Ack::done);
  CHECK(look(queue, job).state == JobState::queued);
  CHECK(look(queue, job).charged == 1);
}

TEST_CASE_FIXTURE(Lapsed, "the owner of a lapsed lease that nobody took releases it, uncharged") {
  CHECK(queue.release({.lease = lease}) == Ack::done);
  CHECK(look(queue, job).state == JobState::queued);
  CHECK(look(queue, job).charged == 0);
}

TEST_CASE_FIXTURE(Lapsed, "the owner of a lapsed lease that nobody took reports steps and output") {
  CHECK(queue.report_steps(lease, std::array{StepReport{.step = "s"}}) == Ack::done);
  CHECK(queue.keep_output(lease, "tail") == Ack::done);
}

TEST_CASE_FIXTURE(Lapsed, "a sweep leaves a lapsed job with attempts left to its owner") {
  sweep(queue);
  CHECK(look(queue, job).state == JobState::running);
  CHECK(queue.complete(lease) == Ack::done);
}

TEST_CASE_FIXTURE(Lapsed, "a sweep after the completion changes nothing") {
  CHECK(queue.complete(lease) == Ack::done);
  const std::size_t events = queue.events(0).size();
  sweep(queue);
  CHECK(look(queue, job).state == JobState::succeeded);
  CHECK(look(queue, job).charged == 1);
  CHECK(queue.events(0).size() == events);
}

TEST_CASE_FIXTURE(ClockedQueue, "a completion after the sweep ended the job is refused") {
  const JobId job = add(queue, {.max_attempts = 1});
  const Lease lease = claim_one(queue).lease();
  clock.advance(60s);
  sweep(queue);
  CHECK(queue.complete(lease, "1") == Ack::lease_lost);
  CHECK(queue.fail({.lease = lease, .error = "late"}) == Ack::lease_lost);
  CHECK(look(queue, job).state == JobState::failed);
  CHECK(look(queue, job).result.empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "a completion before the sweep keeps even the last attempt") {
  const JobId job = add(queue, {.max_attempts = 1});
  const Lease lease = claim_one(queue).lease();
  clock.advance(60s);
  CHECK(queue.complete(lease) == Ack::done);
  sweep(queue);
  CHECK(look(queue, job).state == JobState::succeeded);
}

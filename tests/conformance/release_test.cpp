#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedQueue, "a released job is claimable at once, and nothing is charged") {
  const JobId job = add(queue, {.max_attempts = 1});
  CHECK(queue.release({.lease = claim_one(queue).lease(), .reason = "busy"}) == Ack::done);
  const Job released = look(queue, job);
  CHECK(released.state == JobState::queued);
  CHECK(released.outcome == Outcome::released);
  CHECK(released.charged == 0);
  const Claimed again = claim_one(queue);
  CHECK(again.job.id == job);
  CHECK(again.attempt == 1);
  CHECK(again.job.leases == 2);
}

TEST_CASE_FIXTURE(ClockedQueue, "a released job keeps its place") {
  const JobId first = add(queue);
  add(queue);
  clock.advance(5s);
  queue.release({.lease = claim_one(queue).lease()});
  CHECK(claim_one(queue).job.id == first);
}

TEST_CASE_FIXTURE(ClockedQueue, "a release repeated is a success, and changes nothing") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  CHECK(queue.release({.lease = lease}) == Ack::done);
  const std::size_t events = queue.events(0).size();
  CHECK(queue.release({.lease = lease}) == Ack::done);
  CHECK(look(queue, job).releases == 1);
  CHECK(queue.events(0).size() == events);
  claim_one(queue);
  CHECK(queue.release({.lease = lease}) == Ack::done);
  CHECK(look(queue, job).state == JobState::running);
}

TEST_CASE_FIXTURE(ClockedQueue,
                  "every 20th release charges an attempt, so that nothing livelocks") {
  const JobId job = add(queue, {.max_attempts = 3});
  for (int release = 1; release <= 60; ++release) {
    CHECK(queue.release({.lease = claim_one(queue).lease(), .reason = "busy"}) == Ack::done);
    CHECK_MESSAGE(look(queue, job).charged == release / 20, release);
  }
  CHECK(look(queue, job).state == JobState::failed);
  CHECK(look(queue, job).leases == 60);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "a release may keep the job from this worker for a while only") {
  const JobId job = add(queue);
  queue.release({.lease = claim_one(queue, "w1").lease(), .avoid = 10s});
  clock.advance(10s - 1us);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  clock.advance(1us);
  CHECK(claim_ids(queue, {.worker = "w1"}) == std::vector{job});
}

TEST_CASE_FIXTURE(ClockedQueue, "a job that one worker avoids is given to others at once") {
  const JobId job = add(queue);
  queue.release({.lease = claim_one(queue, "w1").lease(), .avoid = 10s});
  const Claimed other = claim_one(queue, "w2");
  CHECK(other.job.id == job);
  queue.release({.lease = other.lease()});
  CHECK(claim_ids(queue, {.worker = "w1"}) == std::vector{job});
}

TEST_CASE_FIXTURE(ClockedQueue,
                  "the reason of a release is the attempt's, not an error of the job") {
  const JobId job = add(queue);
  queue.fail({.lease = claim_one(queue).lease(), .error = "broke", .retry_in = 0us});
  queue.release({.lease = claim_one(queue).lease(), .reason = "busy"});
  CHECK(look(queue, job).error == "broke");
  CHECK(queue.attempts(job).at(0).error == "broke");
  CHECK(queue.attempts(job).at(1).error == "busy");
}

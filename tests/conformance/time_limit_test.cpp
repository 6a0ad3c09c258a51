#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

std::optional<Timestamp> end_after_beat(Queue& queue, const Lease& lease, microseconds length) {
  return queue.heartbeat(std::array{lease}, length).at(0).lease_expires_at;
}

}  // namespace

TEST_CASE_FIXTURE(ClockedQueue, "no claim leases a job past its time limit and 15 s") {
  add(queue, {.time_limit = 30s});
  CHECK(claim_one(queue, "w1", 10min).lease_expires_at == clock.now() + 45s);
}

TEST_CASE_FIXTURE(ClockedQueue, "no heartbeat renews a lease past the time limit and 15 s") {
  add(queue, {.time_limit = 100s});
  const Lease lease = claim_one(queue, "w1", 60s).lease();
  const Timestamp end = clock.now() + 115s;
  clock.advance(50s);
  CHECK(end_after_beat(queue, lease, 60s) == clock.now() + 60s);
  clock.advance(30s);
  CHECK(end_after_beat(queue, lease, 60s) == end);
  clock.advance(34s);
  CHECK(end_after_beat(queue, lease, 24h) == end);
}

// Q7 breaks with libqueue/queries/sqlite/jobs.sql:
//   /name: renew_lease/,/RETURNING/ s/ 15000000/ 9000000000/
TEST_CASE_FIXTURE(ClockedQueue, "steady heartbeats don't keep a hanging job past its time limit") {
  const JobId job = add(queue, {.max_attempts = 1, .time_limit = 100s});
  const Lease lease = claim_one(queue, "w1").lease();
  const Timestamp start = clock.now();
  while (look(queue, job).state == JobState::running && clock.now() < start + 1h) {
    clock.advance(5s);
    end_after_beat(queue, lease, 60s);
    sweep(queue);
  }
  const Job ended = look(queue, job);
  CHECK(ended.state == JobState::failed);
  CHECK(ended.outcome == Outcome::timed_out);
  CHECK(ended.charged == 1);
  CHECK_FALSE(ended.error.empty());
  CHECK(ended.ended_at == start + 115s);
}

TEST_CASE_FIXTURE(ClockedQueue, "a job that timed out with attempts left is run again") {
  const JobId job = add(queue, {.time_limit = 100s});
  claim_one(queue, "w1", 10min);
  clock.advance(115s);
  sweep(queue);
  CHECK(look(queue, job).state == JobState::queued);
  CHECK(look(queue, job).outcome == Outcome::timed_out);
  CHECK(look(queue, job).charged == 1);
  clock.advance(1h);
  CHECK(claim_one(queue, "w2").attempt == 2);
}

TEST_CASE_FIXTURE(ClockedQueue, "a lapsed job past its time limit timed out and is not just lost") {
  const JobId job = add(queue, {.time_limit = 30s});
  claim_one(queue, "w1", 60s);
  clock.advance(1h);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  CHECK(queue.attempts(job).at(0).outcome == Outcome::timed_out);
}

TEST_CASE_FIXTURE(ClockedQueue, "each attempt has the whole time limit") {
  add(queue, {.time_limit = 100s});
  claim_one(queue, "w1", 60s);
  clock.advance(60s);
  const Lease second = claim_one(queue, "w2", 60s).lease();
  clock.advance(99s);
  CHECK(end_after_beat(queue, second, 60s) == clock.now() + 16s);
  CHECK(queue.complete(second) == Ack::done);
}

TEST_CASE_FIXTURE(ClockedQueue, "a worker past the time limit may still complete until the sweep") {
  add(queue, {.time_limit = 30s});
  const Lease lease = claim_one(queue).lease();
  clock.advance(1h);
  CHECK(queue.complete(lease) == Ack::done);
}

TEST_CASE_FIXTURE(ClockedQueue, "after the sweep timed a job out its worker is refused") {
  const JobId job = add(queue, {.time_limit = 30s});
  const Lease lease = claim_one(queue).lease();
  clock.advance(1h);
  sweep(queue);
  CHECK(queue.complete(lease) == Ack::lease_lost);
  CHECK(queue.fail({.lease = lease, .error = "no", .permanent = true}) == Ack::lease_lost);
  CHECK(queue.release({.lease = lease}) == Ack::lease_lost);
  CHECK(look(queue, job).state == JobState::queued);
}

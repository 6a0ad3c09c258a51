#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

// The delay until the next attempt, after the job failed once more.
microseconds next_delay(ClockedQueue& q, JobId job) {
  q.clock.advance(1h);
  const Claimed claimed = claim_one(q.queue);
  REQUIRE(claimed.job.id == job);
  REQUIRE(q.queue.fail({.lease = claimed.lease(), .error = "no"}) == Ack::done);
  return look(q.queue, job).run_at - q.clock.now();
}

}  // namespace

TEST_CASE_FIXTURE(ClockedQueue, "a failed job is queued again, and says why") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  CHECK(queue.fail({.lease = lease, .error = "no memory"}) == Ack::done);
  const Job failed = look(queue, job);
  CHECK(failed.state == JobState::queued);
  CHECK(failed.outcome == Outcome::failed);
  CHECK(failed.error == "no memory");
  CHECK(failed.charged == 1);
  CHECK(failed.run_at > clock.now());
  CHECK_FALSE(failed.ended_at.has_value());
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "the first failure backs off 10 s, more or less a fifth") {
  queue.enqueue(std::vector<NewJob>(200));
  std::set<microseconds> delays;
  for (const Claimed& claimed : queue.claim({.worker = "w1", .max = 200}).jobs) {
    queue.fail({.lease = claimed.lease(), .error = "no"});
    delays.insert(look(queue, claimed.job.id).run_at - clock.now());
  }
  CHECK(*delays.begin() >= 8s);
  CHECK(*delays.rbegin() <= 12s);
  CHECK(*delays.begin() < 8500ms);
  CHECK(*delays.rbegin() > 11500ms);
  CHECK(delays.size() > 100);
}

TEST_CASE_FIXTURE(ClockedQueue,
                  "each failure doubles the backoff, up to 15 min, more or less a fifth") {
  const JobId job = add(queue, {.max_attempts = 1000});
  microseconds expected = 10s;
  for (int failure = 1; failure <= 40; ++failure) {
    const microseconds delay = next_delay(*this, job);
    CHECK_MESSAGE(delay >= expected * 8 / 10, failure);
    CHECK_MESSAGE(delay <= expected * 12 / 10, failure);
    expected = std::min<microseconds>(expected * 2, 15min);
  }
}

TEST_CASE_FIXTURE(ClockedQueue, "a job has a backoff of its own, and 15 min are the most") {
  const JobId quick = add(queue, {.max_attempts = 9, .backoff = 1ms});
  CHECK(next_delay(*this, quick) <= 1200us);
  CHECK(next_delay(*this, quick) >= 1600us);
  queue.cancel(quick);
  const JobId slow = add(queue, {.backoff = 24h});
  const microseconds delay = next_delay(*this, slow);
  CHECK(delay >= 12min);
  CHECK(delay <= 18min);
}

TEST_CASE_FIXTURE(ClockedQueue, "a failure may name when to run again, to the microsecond") {
  const JobId job = add(queue);
  queue.fail({.lease = claim_one(queue).lease(), .error = "no", .retry_in = 77s});
  CHECK(look(queue, job).run_at == clock.now() + 77s);
  clock.advance(77s - 1us);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  clock.advance(1us);
  const Lease again = claim_one(queue).lease();
  queue.fail({.lease = again, .error = "no", .retry_in = 0us});
  CHECK(claim_ids(queue, {.worker = "w1"}) == std::vector{job});
}

TEST_CASE_FIXTURE(ClockedQueue, "the failure that uses the attempts up is final") {
  const JobId job = add(queue, {.max_attempts = 2});
  queue.fail({.lease = claim_one(queue).lease(), .error = "first", .retry_in = 0us});
  CHECK(queue.fail({.lease = claim_one(queue).lease(), .error = "second", .retry_in = 0us}) ==
        Ack::done);
  const Job failed = look(queue, job);
  CHECK(failed.state == JobState::failed);
  CHECK(failed.error == "second");
  CHECK(failed.charged == 2);
  CHECK(failed.ended_at == clock.now());
  clock.advance(24h);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "a permanent failure is final at once") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  CHECK(queue.fail({.lease = lease, .error = "never", .permanent = true}) == Ack::done);
  CHECK(look(queue, job).state == JobState::failed);
  CHECK(look(queue, job).charged == 1);
}

TEST_CASE_FIXTURE(ClockedQueue, "a job that its worker timed out is run again, and says so") {
  const JobId job = add(queue);
  queue.fail({.lease = claim_one(queue).lease(), .error = "too slow", .timed_out = true});
  CHECK(look(queue, job).state == JobState::queued);
  CHECK(look(queue, job).outcome == Outcome::timed_out);
}

TEST_CASE_FIXTURE(ClockedQueue, "a failure repeated is a success, and changes nothing") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  CHECK(queue.fail({.lease = lease, .error = "first"}) == Ack::done);
  const Job before = look(queue, job);
  const std::size_t events = queue.events(0).size();
  clock.advance(1s);
  CHECK(queue.fail({.lease = lease, .error = "again"}) == Ack::done);
  CHECK(look(queue, job).error == "first");
  CHECK(look(queue, job).run_at == before.run_at);
  CHECK(look(queue, job).charged == 1);
  CHECK(queue.events(0).size() == events);
}

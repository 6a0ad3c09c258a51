#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

std::optional<Job> glance(Queue& queue, JobId job) {
  return queue.wait(job, {.limit = 0s});
}

std::vector<std::string> names_of_waiters(Queue& queue, JobId job) {
  std::vector<std::string> names;
  for (const Waiter& waiter : queue.waiters(job)) names.push_back(waiter.name);
  return names;
}

}  // namespace

// S9 breaks with libqueue/queries/sqlite/jobs.sql: s/ DO NOTHING/ DO UPDATE SET priority = 0/
TEST_CASE_FIXTURE(ClockedQueue,
                  "two submits of one key: one run, and both waiters get the result") {
  const Submitted first = queue.submit({.unique_key = "k"}, {.waiter = "a"});
  const Submitted second = queue.submit({.unique_key = "k"}, {.waiter = "b"});
  CHECK(first.created);
  CHECK_FALSE(second.created);
  CHECK(second.job == first.job);
  CHECK(names_of_waiters(queue, first.job) == std::vector<std::string>{"a", "b"});
  queue.complete(claim_one(queue).lease(), "7");
  for (const Submitted& submitted : {first, second}) {
    const auto ended = queue.wait(submitted.job, {.limit = 0s, .waiter = submitted.waiter});
    REQUIRE(ended.has_value());
    CHECK(ended->state == JobState::succeeded);
    CHECK(ended->result == "7");
  }
  CHECK(queue.list({}).size() == 1);
}

TEST_CASE_FIXTURE(ClockedQueue, "who gives no name gets one of their own each time") {
  const Submitted first = queue.submit({.unique_key = "k"});
  const Submitted second = queue.submit({.unique_key = "k"});
  CHECK_FALSE(first.waiter.empty());
  CHECK(first.waiter != second.waiter);
  CHECK(queue.waiters(first.job).size() == 2);
}

TEST_CASE_FIXTURE(ClockedQueue, "a waiter that comes again is the same one, with its new lease") {
  const JobId job = queue.submit({.unique_key = "k"}, {.waiter = "a"}).job;
  clock.advance(5s);
  queue.submit({.unique_key = "k"}, {.waiter = "a", .waiter_lease = 10s});
  const auto waiters = queue.waiters(job);
  REQUIRE(waiters.size() == 1);
  CHECK(waiters[0].lease == 10s);
  CHECK(waiters[0].seen_at == clock.now());
}

TEST_CASE_FIXTURE(ClockedQueue, "a wait renews its waiter, with the lease that it had") {
  const JobId job = queue.submit({}, {.waiter = "a", .waiter_lease = 10s}).job;
  clock.advance(5s);
  CHECK_FALSE(queue.wait(job, {.limit = 0s, .waiter = "a"}).has_value());
  CHECK(queue.waiters(job).at(0).seen_at == clock.now());
  CHECK(queue.waiters(job).at(0).lease == 10s);
}

TEST_CASE_FIXTURE(ClockedQueue, "anybody may join those who wait, for 60 s unless said otherwise") {
  const JobId job = add(queue);
  queue.wait(job, {.limit = 0s, .waiter = "a"});
  queue.wait(job, {.limit = 0s, .waiter = "b", .waiter_lease = 5s});
  const auto waiters = queue.waiters(job);
  REQUIRE(waiters.size() == 2);
  CHECK(waiters[0].lease == 60s);
  CHECK(waiters[1].lease == 5s);
}

TEST_CASE_FIXTURE(ClockedQueue, "a wait tells how the job ended, however it ended") {
  const JobId failed = queue.submit({.unique_key = "k"}).job;
  CHECK_FALSE(glance(queue, failed).has_value());
  const Lease lease = claim_one(queue).lease();
  CHECK_FALSE(glance(queue, failed).has_value());
  queue.fail({.lease = lease, .error = "no such flag", .permanent = true});
  CHECK(glance(queue, failed)->state == JobState::failed);
  CHECK(glance(queue, failed)->error == "no such flag");
  const JobId cancelled = queue.submit({}).job;
  queue.cancel(cancelled);
  CHECK(glance(queue, cancelled)->state == JobState::cancelled);
}

TEST_CASE_FIXTURE(ClockedQueue, "the wait itself ends what no worker is there to end") {
  const JobId job = queue.submit({.max_attempts = 1}).job;
  claim_one(queue);
  clock.advance(60s);
  const auto ended = glance(queue, job);
  REQUIRE(ended.has_value());
  CHECK(ended->state == JobState::failed);
  CHECK(ended->outcome == Outcome::lost);
}

// S2 breaks with libqueue/core/ending.cpp: s/ >= facts.max_attempts/ > facts.max_attempts/
TEST_CASE_FIXTURE(ClockedQueue, "the sixth failure of at most six attempts is final") {
  const JobId job = queue.submit({.max_attempts = 6, .backoff = 0s}).job;
  for (int failure = 1; failure <= 6; ++failure) {
    CHECK_FALSE(glance(queue, job).has_value());
    const Lease lease = claim_one(queue).lease();
    if (failure % 2 == 0)
      clock.advance(60s);  // its worker is gone
    else
      queue.fail({.lease = lease, .error = "no"});
  }
  const auto ended = glance(queue, job);
  REQUIRE(ended.has_value());
  CHECK(ended->state == JobState::failed);
  CHECK(queue.attempts(job).size() == 6);
}

TEST_CASE_FIXTURE(ClockedQueue, "no wait for a job that is not there, or no more") {
  CHECK(error_of([&] { queue.wait(99); }) == ErrorKind::not_found);
  const JobId job = queue.submit({}, {.waiter = "a"}).job;
  queue.complete(claim_one(queue).lease());
  clock.advance(1h);
  CHECK(queue.prune(1min) == 1);
  CHECK(error_of([&] { queue.wait(job, {.waiter = "a"}); }) == ErrorKind::not_found);
  CHECK(queue.waiters(job).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "the result of a key is that of the job that succeeded last") {
  CHECK_FALSE(queue.find_result("default", "k").has_value());
  const auto run = [&](const std::string& result) {
    queue.submit({.unique_key = "k"});
    const Claimed claimed = claim_one(queue);
    queue.complete(claimed.lease(), result);
    clock.advance(1s);
    return claimed.job.id;
  };
  const JobId first = run("1");
  run("2");
  CHECK(queue.find_result("default", "k")->result == "2");
  queue.submit({.unique_key = "k"});
  queue.fail({.lease = claim_one(queue).lease(), .error = "no", .permanent = true});
  CHECK(queue.find_result("default", "k")->result == "2");
  queue.retry(first);
  queue.complete(claim_one(queue).lease(), "3");
  CHECK(queue.find_result("default", "k")->result == "3");
  CHECK_FALSE(queue.find_result("other", "k").has_value());
}

TEST_CASE_FIXTURE(ClockedQueue, "a submit that can't be met is refused and stores nothing") {
  const auto refused = [&](const SubmitOptions& options) {
    return error_of([&] { queue.submit({}, options); }) == ErrorKind::invalid;
  };
  CHECK(refused({.waiter = "a\nb"}));
  CHECK(refused({.waiter = std::string(256, 'x')}));
  CHECK(refused({.queue_timeout = 0s}));
  CHECK(refused({.waiter_lease = 0s}));
  CHECK(refused({.waiter_lease = 2401h}));
  CHECK(error_of([&] { queue.submit({.payload = "{"}); }) == ErrorKind::invalid);
  CHECK(error_of([&] { queue.submit({.group = 9}); }) == ErrorKind::not_found);
  CHECK(queue.list({}).empty());
}

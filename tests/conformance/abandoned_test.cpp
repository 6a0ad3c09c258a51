#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A job that is given up when nobody was heard of for 60 s, and its waiter `a`.
struct Abandonable : ClockedQueue {
  Submitted submit(const std::string& waiter) {
    return queue.submit({.unique_key = "k"}, {.waiter = waiter, .cancel_if_abandoned = true});
  }

  void is_heard(const std::string& waiter) { queue.wait(job, {.limit = 0s, .waiter = waiter}); }

  JobState state_after(microseconds time) {
    clock.advance(time);
    sweep(queue);
    return look(queue, job).state;
  }

  bool is_asked_to_stop(const Lease& lease) {
    const Renewal renewal = queue.heartbeat(std::array{lease}, 1h).at(0);
    CHECK(renewal.renewed);
    return renewal.cancel;
  }

  JobId job = submit("a").job;
};

}  // namespace

// S9 breaks with libqueue/queries/common/waiters.sql:
//   s/WHERE wanted_until_us <= {now} AND state IN/WHERE wanted_until_us < 0 AND state IN/
TEST_CASE_FIXTURE(Abandonable, "a queued job that nobody waits for any more is cancelled") {
  CHECK(state_after(60s - 1us) == JobState::queued);
  CHECK(state_after(1us) == JobState::cancelled);
  CHECK(look(queue, job).outcome == Outcome::cancelled);
  CHECK(look(queue, job).error == "nobody waits for it any more");
  CHECK(submit("a").created);
}

TEST_CASE_FIXTURE(Abandonable, "a job stays as long as its waiter is heard of") {
  for (int i = 0; i < 5; ++i) {
    CHECK(state_after(59s) == JobState::queued);
    is_heard("a");
  }
  CHECK(state_after(60s) == JobState::cancelled);
}

TEST_CASE_FIXTURE(Abandonable, "who only looks on keeps no job") {
  CHECK(state_after(59s) == JobState::queued);
  is_heard("");
  CHECK(state_after(1s) == JobState::cancelled);
}

// S9 breaks with libqueue/queries/common/waiters.sql:
//   /name: want_job/,/RETURNING/ s/ THEN {now} + $3/ THEN wanted_until_us/
TEST_CASE_FIXTURE(Abandonable, "a second waiter keeps the job when the first one dies") {
  clock.advance(30s);
  CHECK(submit("b").job == job);
  CHECK(state_after(59s) == JobState::queued);
  is_heard("b");
  CHECK(state_after(59s) == JobState::queued);
  CHECK(state_after(1s) == JobState::cancelled);
}

TEST_CASE_FIXTURE(Abandonable, "a waiter with a short lease does not shorten another's") {
  queue.wait(job, {.limit = 0s, .waiter = "b", .waiter_lease = 1s});
  CHECK(state_after(59s) == JobState::queued);
  CHECK(state_after(1s) == JobState::cancelled);
}

TEST_CASE_FIXTURE(Abandonable, "whoever takes its name up again after a crash keeps the job") {
  clock.advance(59s);
  Queue after_crash = open(store.url, options_with(clock, 2));
  after_crash.wait(job, {.limit = 0s, .waiter = "a"});
  CHECK(state_after(59s) == JobState::queued);
  queue.complete(claim_one(queue).lease(), "7");
  CHECK(after_crash.wait(job, {.limit = 0s, .waiter = "a"})->result == "7");
}

TEST_CASE_FIXTURE(Abandonable, "the worker of a running job hears that nobody waits any more") {
  const Lease lease = claim_one(queue, "w1", 1h).lease();
  clock.advance(59s);
  CHECK_FALSE(is_asked_to_stop(lease));
  CHECK(state_after(1s) == JobState::running);
  CHECK(is_asked_to_stop(lease));
  queue.release({.lease = lease});
  CHECK(look(queue, job).state == JobState::cancelled);
}

TEST_CASE_FIXTURE(Abandonable, "a result that comes before the worker has heard stands") {
  const Lease lease = claim_one(queue, "w1", 1h).lease();
  CHECK(state_after(60s) == JobState::running);
  CHECK(queue.complete(lease, "7") == Ack::done);
  CHECK(look(queue, job).state == JobState::succeeded);
}

TEST_CASE_FIXTURE(Abandonable, "who comes before a running job has stopped takes the cancel back") {
  for (const bool joins : {true, false}) {
    const Lease lease = claim_one(queue, "w1", 1h).lease();
    CHECK(state_after(60s) == JobState::running);
    CHECK(is_asked_to_stop(lease));
    if (joins)
      CHECK(submit("b").job == job);
    else
      is_heard("a");
    CHECK_FALSE(is_asked_to_stop(lease));
    queue.release({.lease = lease});
    CHECK(look(queue, job).state == JobState::queued);
  }
}

TEST_CASE_FIXTURE(Abandonable, "an operator's cancel is taken back by nobody") {
  const Lease lease = claim_one(queue, "w1", 1h).lease();
  SUBCASE("before the job is abandoned") {}
  SUBCASE("after it") {
    state_after(60s);
  }
  CHECK(queue.cancel(job) == Change::requested);
  CHECK(submit("b").job == job);
  is_heard("a");
  CHECK(is_asked_to_stop(lease));
}

TEST_CASE_FIXTURE(Abandonable, "a job that somebody enqueued without waiting is kept") {
  SUBCASE("afterwards") {
    CHECK(queue.enqueue({.unique_key = "k"}).job == job);
  }
  SUBCASE("afterwards, submitted to be kept") {
    CHECK(queue.submit({.unique_key = "k"}, {.waiter = "b"}).job == job);
  }
  SUBCASE("before") {
    queue.cancel(job);
    job = add(queue, {.unique_key = "k"});
    CHECK(submit("a").job == job);
  }
  CHECK(state_after(24h) == JobState::queued);
}

TEST_CASE_FIXTURE(Abandonable, "an enqueue takes back that a running job was abandoned") {
  const Lease lease = claim_one(queue, "w1", 1h).lease();
  CHECK(state_after(60s) == JobState::running);
  CHECK(queue.enqueue({.unique_key = "k"}).job == job);
  CHECK_FALSE(is_asked_to_stop(lease));
}

TEST_CASE_FIXTURE(Abandonable, "a retry of an abandoned job is for whoever wants it: it is kept") {
  CHECK(state_after(60s) == JobState::cancelled);
  CHECK(queue.retry(job) == Change::done);
  CHECK(state_after(24h) == JobState::queued);
}

TEST_CASE_FIXTURE(Abandonable, "a job that backs off is abandoned like any other that is queued") {
  queue.fail({.lease = claim_one(queue).lease(), .error = "no", .retry_in = 1h});
  CHECK(state_after(60s) == JobState::cancelled);
  CHECK(look(queue, job).error == "nobody waits for it any more");
}

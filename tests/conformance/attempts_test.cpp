#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedQueue, "a running attempt says who runs it since when") {
  const JobId job = add(queue);
  clock.advance(3s);
  queue.claim({.worker = "w1", .session = "s1", .version = "v1"});
  const std::vector<Attempt> attempts = queue.attempts(job);
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].job == job);
  CHECK(attempts[0].lease == 1);
  CHECK(attempts[0].attempt == 1);
  CHECK(attempts[0].worker == "w1");
  CHECK(attempts[0].session == "s1");
  CHECK(attempts[0].version == "v1");
  CHECK(attempts[0].started_at == clock.now());
  CHECK_FALSE(attempts[0].outcome.has_value());
  CHECK_FALSE(attempts[0].ended_at.has_value());
}

TEST_CASE_FIXTURE(ClockedQueue, "after a loss both attempts stand there, each with its worker") {
  const JobId job = add(queue);
  queue.claim({.worker = "w1", .session = "s1", .version = "v1"});
  clock.advance(60s);
  const Lease second =
      queue.claim({.worker = "w2", .session = "s2", .version = "v2"}).jobs.at(0).lease();
  const Timestamp retaken = clock.now();
  clock.advance(5s);
  queue.complete(second);
  const std::vector<Attempt> attempts = queue.attempts(job);
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].worker + attempts[0].session + attempts[0].version == "w1s1v1");
  CHECK(attempts[0].outcome == Outcome::lost);
  CHECK(attempts[0].charged);
  CHECK_FALSE(attempts[0].error.empty());
  CHECK(attempts[0].ended_at == retaken);
  CHECK(attempts[1].worker + attempts[1].session + attempts[1].version == "w2s2v2");
  CHECK(attempts[1].lease == 2);
  CHECK(attempts[1].attempt == 2);
  CHECK(attempts[1].outcome == Outcome::succeeded);
  CHECK(attempts[1].started_at == retaken);
  CHECK(attempts[1].ended_at == clock.now());
}

// Q6 breaks with libqueue/store/sweep.cpp: s/if (!ends.empty()) swept.ended = .*;//
// Q6 breaks with migrations/sqlite/0001_queue.sql:
//   s/NEW.outcome, NEW.reason, OLD/NEW.outcome, NULL, OLD/
TEST_CASE_FIXTURE(ClockedQueue,
                  "a job that used up its attempts shows each one's worker and reason") {
  const JobId job = add(queue);
  queue.fail({.lease = claim_one(queue, "w1").lease(), .error = "broke", .retry_in = 0us});
  claim_one(queue, "w2");
  clock.advance(60s);
  claim_one(queue, "w3");
  clock.advance(60s);
  sweep(queue);
  const std::vector<Attempt> attempts = queue.attempts(job);
  REQUIRE(attempts.size() == 3);
  CHECK(attempts[0].worker + attempts[1].worker + attempts[2].worker == "w1w2w3");
  CHECK(attempts[0].outcome == Outcome::failed);
  CHECK(attempts[0].error == "broke");
  CHECK(attempts[1].outcome == Outcome::lost);
  CHECK(attempts[2].outcome == Outcome::lost);
  CHECK_FALSE(attempts[2].error.empty());
  CHECK(look(queue, job).state == JobState::failed);
}

TEST_CASE_FIXTURE(ClockedQueue, "an attempt not charged bears the number of the one that is") {
  const JobId job = add(queue);
  queue.release({.lease = claim_one(queue).lease(), .reason = "busy"});
  queue.complete(claim_one(queue).lease());
  const std::vector<Attempt> attempts = queue.attempts(job);
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].attempt == 1);
  CHECK_FALSE(attempts[0].charged);
  CHECK(attempts[0].outcome == Outcome::released);
  CHECK(attempts[0].error == "busy");
  CHECK(attempts[1].attempt == 1);
  CHECK(attempts[1].charged);
  CHECK(attempts[1].lease == 2);
}

TEST_CASE_FIXTURE(ClockedQueue, "an attempt has its own error and not an earlier one's") {
  const JobId job = add(queue, {.max_attempts = 9});
  queue.fail({.lease = claim_one(queue).lease(), .error = "broke", .retry_in = 0us});
  queue.release({.lease = claim_one(queue).lease()});
  queue.complete(claim_one(queue).lease());
  const std::vector<Attempt> attempts = queue.attempts(job);
  REQUIRE(attempts.size() == 3);
  CHECK(attempts[1].error == "");
  CHECK(attempts[2].error == "");
}

TEST_CASE_FIXTURE(ClockedQueue, "attempts are kept when the job is run anew") {
  const JobId job = add(queue);
  queue.complete(claim_one(queue, "w1").lease(), "1");
  queue.retry(job);
  queue.complete(claim_one(queue, "w2").lease(), "2");
  const std::vector<Attempt> attempts = queue.attempts(job);
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].worker == "w1");
  CHECK(attempts[1].worker == "w2");
  CHECK(attempts[1].lease == 2);
}

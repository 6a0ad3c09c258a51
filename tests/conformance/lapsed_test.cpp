#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedQueue, "a running job is nobody else's until its lease ends") {
  const JobId job = add(queue);
  claim_one(queue, "w1");
  clock.advance(60s - 1us);
  CHECK(claim_ids(queue, {.worker = "w1"}).empty());
  CHECK(claim_ids(queue, {.worker = "w2"}).empty());
  clock.advance(1us);
  CHECK(claim_ids(queue, {.worker = "w2"}) == std::vector{job});
}

// Q2 breaks with libqueue/queries/postgres/claim.sql:
//   s/ AND lease_expires_at_us <= {now}$/ AND false/
// Q6 breaks with libqueue/queries/sqlite/claim.sql: s/ charged + (state = 'running'),/ charged,/
TEST_CASE_FIXTURE(ClockedQueue,
                  "a job whose claim was never heard comes back, one attempt charged") {
  const JobId job = add(queue);
  queue.claim({.worker = "w1"});
  clock.advance(60s);
  const Claimed again = claim_one(queue, "w2");
  CHECK(again.job.id == job);
  CHECK(again.attempt == 2);
  CHECK(again.job.charged == 1);
  CHECK(again.job.leases == 2);
  CHECK(again.lease_expires_at == clock.now() + 60s);
}

TEST_CASE_FIXTURE(ClockedQueue, "after a loss the job says so") {
  const JobId job = add(queue);
  claim_one(queue, "w1");
  clock.advance(60s);
  claim_one(queue, "w2");
  CHECK(look(queue, job).outcome == Outcome::lost);
  CHECK(look(queue, job).started_at == clock.now() - 60s);
  CHECK(look(queue, job).claimed_at == clock.now());
}

TEST_CASE_FIXTURE(ClockedQueue, "a worker gets its own lapsed job before all others") {
  const JobId own = add(queue, {.priority = -9});
  CHECK(claim_one(queue, "w1").job.id == own);
  const JobId urgent = add(queue, {.priority = 9});
  clock.advance(60s);
  CHECK(claim_ids(queue, {.worker = "w1", .max = 2}) == std::vector{own, urgent});
}

TEST_CASE_FIXTURE(ClockedQueue, "another worker's lapsed job stands where its priority puts it") {
  const JobId lapsed = add(queue, {.priority = 1});
  claim_one(queue, "w1");
  const JobId low = add(queue);
  const JobId high = add(queue, {.priority = 2});
  clock.advance(60s);
  CHECK(claim_ids(queue, {.worker = "w2", .max = 3}) == std::vector{high, lapsed, low});
}

TEST_CASE_FIXTURE(ClockedQueue, "a job that loses its last attempt fails, and is given to nobody") {
  const JobId job = add(queue, {.max_attempts = 2});
  claim_one(queue, "w1");
  clock.advance(60s);
  claim_one(queue, "w2");
  clock.advance(60s);
  CHECK(claim_ids(queue, {.worker = "w2"}).empty());
  const Job ended = look(queue, job);
  CHECK(ended.state == JobState::failed);
  CHECK(ended.outcome == Outcome::lost);
  CHECK(ended.charged == 2);
  CHECK(ended.ended_at == clock.now());
  CHECK_FALSE(ended.error.empty());
  CHECK_FALSE(ended.lease_expires_at.has_value());
}

TEST_CASE_FIXTURE(ClockedQueue, "an enqueue looks after lapsed jobs as a claim does") {
  const JobId job = add(queue, {.unique_key = "k", .max_attempts = 1});
  claim_one(queue);
  clock.advance(60s);
  add(queue);
  CHECK(look(queue, job).state == JobState::failed);
}

TEST_CASE_FIXTURE(ClockedQueue, "jobs that lapse by the hundred are all ended, each once") {
  queue.enqueue(std::vector<NewJob>(350, NewJob{.max_attempts = 1}));
  CHECK(claim_ids(queue, {.worker = "w1", .max = 350}).size() == 350);
  clock.advance(60s);
  for (int i = 0; i < 10; ++i) sweep(queue);
  CHECK(queue.list({.state = JobState::failed}).size() == 350);
}

#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedQueue, "a failed job is run anew, with fresh attempts") {
  const JobId job = add(queue, {.max_attempts = 1});
  queue.fail({.lease = claim_one(queue).lease(), .error = "no"});
  clock.advance(5s);
  CHECK(queue.retry(job) == Change::done);
  const Job anew = look(queue, job);
  CHECK(anew.state == JobState::queued);
  CHECK(anew.charged == 0);
  CHECK(anew.run_at == clock.now());
  CHECK_FALSE(anew.ended_at.has_value());
  CHECK(claim_one(queue).attempt == 1);
  CHECK(queue.attempts(job).size() == 2);
}

TEST_CASE_FIXTURE(ClockedQueue, "a cancelled job is run anew, even one cancelled while delayed") {
  const JobId job = add(queue, {.delay = 24h});
  queue.cancel(job);
  CHECK(queue.retry(job) == Change::done);
  CHECK(claim_ids(queue, {.worker = "w1"}) == std::vector{job});
}

TEST_CASE_FIXTURE(ClockedQueue, "a job cancelled while it ran is not cancelled when run anew") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  queue.cancel(job);
  queue.release({.lease = lease, .avoid = 1h});
  CHECK(queue.retry(job) == Change::done);
  const Lease again = claim_one(queue).lease();
  CHECK_FALSE(queue.heartbeat(std::array{again}, 60s).at(0).cancel);
  CHECK(queue.release({.lease = again}) == Ack::done);
  CHECK(look(queue, job).state == JobState::queued);
}

TEST_CASE_FIXTURE(ClockedQueue, "a job that had succeeded forgets its result and its steps") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  queue.report_steps(lease, std::array{StepReport{.step = "s", .state = StepState::done}});
  queue.complete(lease, "1");
  CHECK(queue.retry(job) == Change::done);
  CHECK(look(queue, job).result.empty());
  CHECK(queue.steps(job).empty());
  CHECK(claim_one(queue).steps_done.empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "a job that had failed keeps the steps that are done") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  queue.report_steps(lease, std::array{StepReport{.step = "s", .state = StepState::done}});
  queue.fail({.lease = lease, .error = "no", .permanent = true});
  CHECK(queue.retry(job) == Change::done);
  CHECK(claim_one(queue).steps_done == std::vector<std::string>{"s"});
}

TEST_CASE_FIXTURE(ClockedQueue,
                  "a retry of a queued job changes nothing, of a running one is refused") {
  const JobId job = add(queue, {.delay = 10s});
  CHECK(queue.retry(job) == Change::unchanged);
  CHECK(look(queue, job).run_at == clock.now() + 10s);
  clock.advance(10s);
  claim_one(queue);
  CHECK(queue.retry(job) == Change::refused);
  CHECK(look(queue, job).state == JobState::running);
}

// Q10 breaks with libqueue/queries/common/jobs.sql: s/ twin.id <> job.id/ twin.id = job.id/
TEST_CASE_FIXTURE(ClockedQueue, "a retry that meets a twin is told so, and neither is stuck") {
  const JobId old = add(queue, {.unique_key = "k"});
  queue.fail({.lease = claim_one(queue).lease(), .error = "no", .permanent = true});
  const JobId twin = add(queue, {.unique_key = "k"});
  CHECK(queue.retry(old) == Change::conflict);
  CHECK(look(queue, old).state == JobState::failed);
  CHECK(look(queue, old).error == "no");
  const Claimed claimed = claim_one(queue);
  CHECK(claimed.job.id == twin);
  CHECK(queue.retry(old) == Change::conflict);
  queue.complete(claimed.lease());
  CHECK(queue.retry(old) == Change::done);
  CHECK(claim_one(queue).job.id == old);
}

TEST_CASE_FIXTURE(ClockedQueue, "a job run anew holds its key again") {
  const JobId job = add(queue, {.unique_key = "k"});
  queue.cancel(job);
  queue.retry(job);
  CHECK(queue.enqueue({.unique_key = "k"}).job == job);
}

TEST_CASE_FIXTURE(ClockedQueue, "releases before a retry don't count after it") {
  const JobId job = add(queue, {.max_attempts = 1});
  for (int i = 0; i < 19; ++i) queue.release({.lease = claim_one(queue).lease()});
  queue.cancel(job);
  queue.retry(job);
  CHECK(queue.release({.lease = claim_one(queue).lease()}) == Ack::done);
  CHECK(look(queue, job).state == JobState::queued);
}

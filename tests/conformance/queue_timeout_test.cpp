#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct Submitter : ClockedQueue {
  JobId submit(std::optional<microseconds> queue_timeout, const NewJob& job = {.unique_key = "k"}) {
    return queue.submit(job, {.queue_timeout = queue_timeout}).job;
  }

  JobState state_after(JobId job, microseconds time) {
    clock.advance(time);
    sweep(queue);
    return look(queue, job).state;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Submitter, "a job that nobody claims in time is cancelled, and says why") {
  const JobId job = submit(10s);
  CHECK(state_after(job, 10s - 1us) == JobState::queued);
  CHECK(state_after(job, 1us) == JobState::cancelled);
  const Job ended = look(queue, job);
  CHECK(ended.outcome == Outcome::cancelled);
  CHECK(ended.error == "not claimed within its queue timeout");
  CHECK(ended.ended_at == clock.now());
  CHECK(queue.attempts(job).empty());
  const auto events = queue.events(0);
  CHECK(events.back().type == "job.cancelled");
  CHECK(events.back().data.find("queue timeout") != std::string::npos);
}

// S6 breaks with libqueue/queries/common/waiters.sql:
//   s/WHERE claim_by_us <= {now} AND/WHERE claim_by_us < 0 AND/
TEST_CASE_FIXTURE(Submitter, "where there is no worker at all who waits gets that end") {
  const JobId job = submit(10s);
  clock.advance(10s);
  const auto ended = queue.wait(job, {.limit = 0s});
  REQUIRE(ended.has_value());
  CHECK(ended->state == JobState::cancelled);
}

TEST_CASE_FIXTURE(Submitter, "a claim past the timeout does not get the job") {
  submit(10s);
  clock.advance(10s);
  CHECK(queue.claim({.worker = "w1"}).jobs.empty());
}

TEST_CASE_FIXTURE(Submitter, "a job that was claimed once is free of its queue timeout") {
  const JobId released = submit(10s);
  queue.release({.lease = claim_one(queue).lease()});
  CHECK(state_after(released, 1h) == JobState::queued);
  queue.complete(claim_one(queue).lease());
  const JobId failed = submit(10s);
  queue.fail({.lease = claim_one(queue).lease(), .error = "again"});
  CHECK(state_after(failed, 1h) == JobState::queued);
}

TEST_CASE_FIXTURE(Submitter, "the timeout of a delayed job begins when it falls due") {
  const JobId job = submit(10s, {.delay = 60s});
  CHECK(state_after(job, 70s - 1us) == JobState::queued);
  CHECK(state_after(job, 1us) == JobState::cancelled);
}

TEST_CASE_FIXTURE(Submitter, "of two submitters the more patient one decides") {
  const JobId job = submit(20s);
  submit(5s);
  CHECK(state_after(job, 10s) == JobState::queued);
  submit(20s);
  CHECK(state_after(job, 10s) == JobState::queued);
  CHECK(state_after(job, 10s) == JobState::cancelled);
}

TEST_CASE_FIXTURE(Submitter, "who sets no timeout keeps the job queued, and so does an enqueue") {
  const JobId job = submit(10s);
  submit({});
  submit(10s);
  CHECK(state_after(job, 1h) == JobState::queued);
  queue.cancel(job);
  const JobId other = submit(10s);
  CHECK(queue.enqueue({.unique_key = "k"}).job == other);
  CHECK(state_after(other, 1h) == JobState::queued);
  queue.cancel(other);
  const JobId plain = add(queue, {.unique_key = "k"});
  submit(10s);
  CHECK(state_after(plain, 1h) == JobState::queued);
}

TEST_CASE_FIXTURE(Submitter, "a retry of what was not claimed in time has no timeout any more") {
  const JobId job = submit(10s);
  CHECK(state_after(job, 10s) == JobState::cancelled);
  CHECK(queue.retry(job) == Change::done);
  CHECK(state_after(job, 1h) == JobState::queued);
  CHECK(look(queue, job).error.empty());
}

TEST_CASE_FIXTURE(Submitter, "a group ends with a job that nobody claimed in time") {
  const GroupId group = queue.enqueue_group("g", std::vector<NewJob>(1));
  const JobId job = submit(10s, {.group = group});
  queue.complete(claim_one(queue).lease());
  CHECK_FALSE(is_terminal(queue.group(group)->state));
  CHECK(state_after(job, 10s) == JobState::cancelled);
  CHECK(queue.group(group)->outcome == GroupOutcome::partial);
}

#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

NewJob full_job(Timestamp later) {
  return {.queue = "builds",
          .kind = "compile",
          .payload = R"({"unit": "ü 🐢"})",
          .priority = -1000,
          .rank = -7'000'000'000,
          .affinity = "set-3",
          .run_at = later,
          .unique_key = "k1",
          .max_attempts = 1000,
          .time_limit = 2400h,
          .backoff = 3s};
}

void check_kept(const Job& job, const NewJob& said) {
  CHECK(job.queue == said.queue);
  CHECK(job.kind == said.kind);
  CHECK(job.payload == said.payload);
  CHECK(job.priority == said.priority);
  CHECK(job.rank == said.rank);
  CHECK(job.affinity == said.affinity);
  CHECK(job.run_at == said.run_at);
  CHECK(job.unique_key == said.unique_key);
  CHECK(job.max_attempts == said.max_attempts);
  CHECK(job.time_limit == said.time_limit);
  CHECK(job.backoff == said.backoff);
  CHECK(job.group == said.group);
  CHECK(job.required == said.required);
}

}  // namespace

TEST_CASE_FIXTURE(ClockedQueue, "a job of which nothing is said stands with the defaults") {
  const Enqueued enqueued = queue.enqueue(NewJob{});
  CHECK(enqueued.created);
  CHECK(enqueued.job > 0);
  const Job job = look(queue, enqueued.job);
  CHECK(job.id == enqueued.job);
  CHECK(job.queue == "default");
  CHECK(job.kind == "job");
  CHECK(job.payload == "null");
  CHECK(job.affinity.empty());
  CHECK(job.unique_key.empty());
  CHECK(job.state == JobState::queued);
  CHECK(job.priority == 0);
  CHECK(job.rank == 0);
  CHECK(job.group == 0);
  CHECK(job.required);
  CHECK(job.max_attempts == 3);
  CHECK(job.time_limit == 4h);
  CHECK(job.backoff == 10s);
}

TEST_CASE_FIXTURE(ClockedQueue, "a new job has no history") {
  const Job job = look(queue, add(queue));
  CHECK(job.created_at == clock.now());
  CHECK(job.run_at == clock.now());
  CHECK(job.charged + job.releases + job.leases == 0);
  CHECK((job.worker + job.session + job.version + job.error + job.result).empty());
  CHECK_FALSE(job.claimed_at.has_value());
  CHECK_FALSE(job.lease_expires_at.has_value());
  CHECK_FALSE(job.started_at.has_value());
  CHECK_FALSE(job.ended_at.has_value());
  CHECK_FALSE(job.outcome.has_value());
  CHECK_FALSE(job.cancel_requested);
  CHECK(queue.attempts(job.id).empty());
  CHECK(queue.steps(job.id).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "all that is said of a job is kept") {
  const NewJob said = full_job(clock.now() + 90min);
  check_kept(look(queue, add(queue, said)), said);
}

TEST_CASE_FIXTURE(ClockedQueue,
                  "what one job of a call has the others have if it is said of them") {
  const GroupId group = queue.enqueue_group("build", std::vector<NewJob>(1));
  const NewJob plain{.run_at = clock.now()};
  NewJob full = full_job(clock.now() + 90min);
  full.group = group;
  full.required = false;
  NewJob other = full;
  other.payload = "1";
  other.unique_key = "k2";
  NewJob third = other;
  third.unique_key.clear();
  const std::vector<std::vector<NewJob>> calls{{plain, plain, plain}, {full, other},
                                               {other, third, third}, {third, third, third},
                                               {plain, full, plain},  {third, plain, plain}};
  for (const std::vector<NewJob>& call : calls) {
    const std::vector<Enqueued> enqueued = queue.enqueue(call);
    REQUIRE(enqueued.size() == call.size());
    for (std::size_t i = 0; i < call.size(); ++i) check_kept(look(queue, enqueued[i].job), call[i]);
    for (const Enqueued& one : enqueued) queue.cancel(one.job);  // the next bears its key
  }
}

TEST_CASE_FIXTURE(ClockedQueue, "many jobs are answered in the order in which they were given") {
  std::vector<NewJob> jobs;
  for (int i = 0; i < 3000; ++i) jobs.push_back({.kind = "k" + std::to_string(i)});
  jobs[1000].unique_key = "in the middle";
  const std::vector<Enqueued> enqueued = queue.enqueue(jobs);
  REQUIRE(enqueued.size() == jobs.size());
  for (const std::size_t i : {0u, 1u, 999u, 1000u, 1001u, 2999u})
    CHECK(look(queue, enqueued[i].job).kind == jobs[i].kind);
}

TEST_CASE_FIXTURE(ClockedQueue, "no jobs at all are no fault") {
  CHECK(queue.enqueue(std::vector<NewJob>{}).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "a job nobody enqueued is not there") {
  CHECK_FALSE(queue.find(1).has_value());
  CHECK(queue.attempts(1).empty());
  CHECK(queue.steps(1).empty());
  CHECK_FALSE(queue.output(1).has_value());
}

TEST_CASE_FIXTURE(ClockedQueue, "jobs are listed newest first, by queue and by state") {
  const JobId first = add(queue);
  const JobId second = add(queue, {.queue = "other"});
  const JobId third = add(queue);
  CHECK(claim_one(queue).job.id == first);
  const auto ids = [&](const Queue::JobFilter& filter) {
    std::vector<JobId> found;
    for (const Job& job : queue.list(filter)) found.push_back(job.id);
    return found;
  };
  CHECK(ids({}) == std::vector{third, second, first});
  CHECK(ids({.limit = 2}) == std::vector{third, second});
  CHECK(ids({.queue = "default"}) == std::vector{third, first});
  CHECK(ids({.state = JobState::running}) == std::vector{first});
  CHECK(ids({.queue = "default", .state = JobState::queued}) == std::vector{third});
}

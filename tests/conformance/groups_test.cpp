#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A group of required jobs a and b and an optional one.
struct Grouped : ClockedQueue {
  Group now() { return queue.group(group).value(); }

  void finish(JobId job, bool well) {
    for (const Claimed& claimed : queue.claim({.worker = "w1", .max = 9}).jobs) {
      if (claimed.job.id != job)
        queue.release({.lease = claimed.lease()});
      else if (well)
        queue.complete(claimed.lease());
      else
        queue.fail({.lease = claimed.lease(), .error = "no", .permanent = true});
    }
    REQUIRE(is_terminal(look(queue, job).state));
  }

  int count_events(const std::string& type) {
    int count = 0;
    for (const Event& event : queue.events(0)) count += event.type == type && event.group == group;
    return count;
  }

  GroupId group = queue.enqueue_group(
      "build", std::vector<NewJob>{{.kind = "a"}, {.kind = "b"}, {.kind = "c", .required = false}});
  std::vector<Job> jobs = queue.group_jobs(group);
  JobId a = jobs.at(0).id;
  JobId b = jobs.at(1).id;
  JobId optional = jobs.at(2).id;
};

}  // namespace

TEST_CASE_FIXTURE(Grouped, "a group is made with its jobs, and queued") {
  const Group made = now();
  CHECK(made.id == group);
  CHECK(made.kind == "build");
  CHECK(made.state == GroupState::queued);
  CHECK(made.outcome == GroupOutcome::none);
  CHECK(made.created_at == clock.now());
  CHECK_FALSE(made.started_at.has_value());
  CHECK_FALSE(made.ended_at.has_value());
  CHECK(made.finishes == 0);
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].kind + jobs[1].kind + jobs[2].kind == "abc");
  CHECK(jobs[0].group == group);
  CHECK(jobs[0].required);
  CHECK_FALSE(jobs[2].required);
  CHECK_FALSE(queue.group(group + 1).has_value());
}

TEST_CASE_FIXTURE(Grouped, "a group runs from the first claim of one of its jobs on") {
  clock.advance(5s);
  claim_one(queue);
  CHECK(now().state == GroupState::running);
  CHECK(now().started_at == clock.now());
  clock.advance(5s);
  claim_one(queue);
  CHECK(now().started_at == clock.now() - 5s);
  CHECK(count_events("build.started") == 1);
}

TEST_CASE_FIXTURE(Grouped, "a group finishes complete with its last required job, and not before") {
  finish(b, true);
  CHECK(now().state == GroupState::running);
  CHECK(count_events("build.finished") == 0);
  clock.advance(5s);
  finish(a, true);
  CHECK(now().state == GroupState::finished);
  CHECK(now().outcome == GroupOutcome::complete);
  CHECK(now().ended_at == clock.now());
  CHECK(now().finishes == 1);
  CHECK(count_events("build.finished") == 1);
}

TEST_CASE_FIXTURE(Grouped, "an optional job that ends later changes nothing") {
  finish(a, true);
  finish(b, true);
  clock.advance(5s);
  finish(optional, false);
  CHECK(now().outcome == GroupOutcome::complete);
  CHECK(now().ended_at == clock.now() - 5s);
  CHECK(now().finishes == 1);
}

TEST_CASE_FIXTURE(Grouped, "a required job that failed or was cancelled makes it partial") {
  finish(a, true);
  SUBCASE("failed") {
    finish(b, false);
  }
  SUBCASE("cancelled") {
    queue.cancel(b);
  }
  CHECK(now().state == GroupState::finished);
  CHECK(now().outcome == GroupOutcome::partial);
  CHECK(now().finishes == 1);
}

TEST_CASE_FIXTURE(Grouped, "a group of which no required job succeeded has failed") {
  finish(optional, true);
  finish(a, false);
  finish(b, false);
  CHECK(now().state == GroupState::failed);
  CHECK(now().outcome == GroupOutcome::none);
  CHECK(count_events("build.failed") == 1);
  CHECK(count_events("build.finished") == 0);
}

TEST_CASE_FIXTURE(Grouped, "a job that waits for its next attempt holds the group up") {
  finish(a, true);
  for (const Claimed& claimed : queue.claim({.worker = "w1", .max = 9}).jobs)
    queue.fail({.lease = claimed.lease(), .error = "again"});
  CHECK(now().state == GroupState::running);
}

TEST_CASE_FIXTURE(ClockedQueue, "a job that the sweep ends finishes its group") {
  const GroupId group = queue.enqueue_group("build", std::vector<NewJob>{{.max_attempts = 1}});
  claim_one(queue);
  clock.advance(60s);
  sweep(queue);
  CHECK(queue.group(group)->state == GroupState::failed);
}

TEST_CASE_FIXTURE(ClockedQueue, "jobs completed in one call finish their groups once each") {
  std::vector<GroupId> groups;
  for (int i = 0; i < 5; ++i)
    groups.push_back(queue.enqueue_group("build", std::vector<NewJob>(4)));
  std::vector<Completion> completions;
  for (const Claimed& claimed : queue.claim({.worker = "w1", .max = 20}).jobs)
    completions.push_back({claimed.lease(), {}});
  queue.complete(completions);
  for (const GroupId group : groups) {
    CHECK(queue.group(group)->outcome == GroupOutcome::complete);
    CHECK(queue.group(group)->finishes == 1);
  }
}

TEST_CASE_FIXTURE(ClockedQueue, "a group without jobs finishes at once") {
  const GroupId group = queue.enqueue_group("build", {});
  CHECK(queue.group(group)->state == GroupState::finished);
  CHECK(queue.group(group)->outcome == GroupOutcome::complete);
  CHECK(queue.group(group)->finishes == 1);
  CHECK(queue.group_jobs(group).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "where no job of a group is required all are") {
  const GroupId group =
      queue.enqueue_group("build", std::vector<NewJob>(2, NewJob{.required = false}));
  queue.complete(claim_one(queue).lease());
  CHECK(queue.group(group)->state == GroupState::running);
  queue.complete(claim_one(queue).lease());
  CHECK(queue.group(group)->state == GroupState::finished);
}

TEST_CASE_FIXTURE(ClockedQueue, "a group with a bad job is not made at all") {
  const std::vector<NewJob> jobs{{}, {.priority = 5000}};
  CHECK(error_of([&] { queue.enqueue_group("build", jobs); }) == ErrorKind::invalid);
  CHECK(error_of([&] { queue.enqueue_group("", {}); }) == ErrorKind::invalid);
  CHECK(queue.list({}).empty());
  CHECK(queue.events(0).empty());
}

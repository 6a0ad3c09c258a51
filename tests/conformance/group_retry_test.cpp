#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct FinishedGroup : ClockedQueue {
  FinishedGroup() {
    finish_all();
    clock.advance(5s);
  }

  void finish_all() {
    for (const Claimed& claimed : queue.claim({.worker = "w1", .max = 9}).jobs)
      queue.complete(claimed.lease());
  }

  Group now() { return queue.group(group).value(); }

  GroupId group = queue.enqueue_group("build", std::vector<NewJob>{{}, {}, {.required = false}});
  std::vector<Job> jobs = queue.group_jobs(group);
};

}  // namespace

TEST_CASE_FIXTURE(FinishedGroup,
                  "a required job run anew reopens its group, which finishes again") {
  REQUIRE(now().finishes == 1);
  CHECK(queue.retry(jobs.at(0).id) == Change::done);
  CHECK_FALSE(is_terminal(now().state));
  CHECK(now().outcome == GroupOutcome::none);
  CHECK_FALSE(now().ended_at.has_value());
  finish_all();
  CHECK(now().state == GroupState::finished);
  CHECK(now().outcome == GroupOutcome::complete);
  CHECK(now().finishes == 2);
  CHECK(now().ended_at == clock.now());
}

TEST_CASE_FIXTURE(FinishedGroup, "two jobs run anew make one more finish") {
  queue.retry(jobs.at(0).id);
  queue.retry(jobs.at(1).id);
  queue.complete(claim_one(queue).lease());
  CHECK(now().finishes == 1);
  queue.complete(claim_one(queue).lease());
  CHECK(now().finishes == 2);
}

TEST_CASE_FIXTURE(FinishedGroup, "an optional job run anew leaves its group finished") {
  CHECK(queue.retry(jobs.at(2).id) == Change::done);
  CHECK(now().state == GroupState::finished);
  finish_all();
  CHECK(now().finishes == 1);
}

TEST_CASE_FIXTURE(FinishedGroup, "a retry that is refused leaves the group alone") {
  queue.retry(jobs.at(0).id);
  claim_one(queue);
  CHECK(queue.retry(jobs.at(0).id) == Change::refused);
  CHECK(now().state == GroupState::running);
  finish_all();
  CHECK(now().finishes == 1);
}

TEST_CASE_FIXTURE(ClockedQueue, "a job may join a group that is not finished, and holds it up") {
  const GroupId group = queue.enqueue_group("build", std::vector<NewJob>(1));
  add(queue, {.group = group});
  queue.complete(claim_one(queue).lease());
  CHECK_FALSE(is_terminal(queue.group(group)->state));
  queue.complete(claim_one(queue).lease());
  CHECK(queue.group(group)->state == GroupState::finished);
  CHECK(queue.group_jobs(group).size() == 2);
}

TEST_CASE_FIXTURE(FinishedGroup, "no job joins a group that has finished") {
  CHECK(error_of([&] { add(queue, {.group = group}); }) == ErrorKind::state);
  CHECK(queue.group_jobs(group).size() == 3);
}

TEST_CASE_FIXTURE(ClockedQueue, "no job joins a group that is not there") {
  CHECK(error_of([&] { add(queue, {.group = 4711}); }) == ErrorKind::not_found);
  CHECK(queue.list({}).empty());
}

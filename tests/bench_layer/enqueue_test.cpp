#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedFleet, "without a suite and a selection a request is one job") {
  const EnqueuedRequest made = fleet.enqueue({.sha = "abc1234"});
  CHECK(made.created);
  CHECK(made.state == GroupState::queued);
  CHECK(made.jobs == 1);
  CHECK(made.position == 1);
  const auto jobs = fleet.jobs("abc1234");
  REQUIRE(jobs.size() == 1);
  const Job& job = jobs.front().job;
  CHECK(job.queue == "bench/" + this_machine_target());
  CHECK(job.kind == "bench");
  CHECK(job.affinity == "0");
  CHECK(job.payload == "null");
  CHECK(job.priority == 20);
  CHECK(job.required);
  REQUIRE(jobs.front().bench);
  CHECK(jobs.front().bench->target == this_machine_target());
  CHECK(jobs.front().bench->backend == "default");
  CHECK(jobs.front().bench->profile == "default");
  CHECK(jobs.front().bench->benchmarks.empty());
}

TEST_CASE_FIXTURE(ClockedFleet, "a selection makes a job for each of its combinations") {
  const EnqueuedRequest made = fleet.enqueue({.sha = "v1",
                                              .kind = RequestKind::release,
                                              .targets = {"a-linux", "b-linux"},
                                              .backends = {"llvm", "llvm"},
                                              .profiles = {"debug", "opt", "check"},
                                              .max_attempts = 5,
                                              .time_limit = 90s});
  CHECK(made.jobs == 6);
  for (const JobStatus& status : fleet.jobs("v1")) {
    CHECK(status.job.priority == 30);
    CHECK(status.job.max_attempts == 5);
    CHECK(status.job.time_limit == 90s);
    CHECK(status.bench->backend == "llvm");
  }
}

TEST_CASE_FIXTURE(ClockedFleet, "the kind gives the priority unless one is given") {
  fleet.enqueue({.sha = "m"});
  fleet.enqueue({.sha = "t", .kind = RequestKind::try_});
  fleet.enqueue({.sha = "p", .kind = RequestKind::try_, .priority = -7});
  CHECK(fleet.status("m").priority == 20);
  CHECK(fleet.status("t").priority == 10);
  CHECK(fleet.status("p").priority == -7);
}

TEST_CASE_FIXTURE(ClockedFleet, "a request that waits has no jobs until it is made ready") {
  const EnqueuedRequest waiting = fleet.enqueue({.sha = "abc1234", .waiting = true});
  CHECK(waiting.state == GroupState::waiting);
  CHECK(waiting.jobs == 0);
  CHECK_FALSE(waiting.position);
  CHECK(fleet.enqueue({.sha = "abc1234", .waiting = true}).state == GroupState::waiting);

  const EnqueuedRequest ready = fleet.enqueue({.sha = "abc1234", .parent = "abc1233"});
  CHECK_FALSE(ready.created);
  CHECK(ready.state == GroupState::queued);
  CHECK(ready.jobs == 1);
  CHECK(fleet.status("abc1234").parent == "abc1233");
  CHECK(fleet.jobs("abc1234").size() == 1);
}

TEST_CASE_FIXTURE(ClockedFleet, "a ready request does not wait again") {
  fleet.enqueue({.sha = "abc1234"});
  CHECK(fleet.enqueue({.sha = "abc1234", .waiting = true}).state == GroupState::queued);
}

TEST_CASE_FIXTURE(ClockedFleet, "its events are those of a request") {
  const auto after = queue.events(0).empty() ? 0 : queue.events(0).back().cursor;
  fleet.enqueue({.sha = "abc1234"});
  std::vector<std::string> types;
  const auto events = queue.events(after);
  for (const Event& event : events) types.push_back(event.type);
  CHECK(types == std::vector<std::string>{"request.created", "request.ready", "job.queued"});
  for (const std::string& sha : fleet.shas_of(events)) CHECK(sha == "abc1234");
}

TEST_CASE_FIXTURE(ClockedFleet, "bad input is refused and changes nothing") {
  const auto refused = [&](const NewRequest& request) {
    return error_of([&] { fleet.enqueue(request); }) == ErrorKind::invalid;
  };
  CHECK(refused({.sha = ""}));
  CHECK(refused({.sha = "-abc"}));
  CHECK(refused({.sha = "ab c"}));
  CHECK(refused({.sha = std::string(256, 'a')}));
  CHECK(refused({.sha = "a", .parent = "?"}));
  CHECK(refused({.sha = "a", .parent = "a"}));
  CHECK(refused({.sha = "a", .pr = 0}));
  CHECK(refused({.sha = "a", .priority = 1001}));
  CHECK(refused({.sha = "a", .targets = {""}}));
  CHECK(refused({.sha = "a", .targets = {std::string(252, 'x')}}));
  CHECK(refused({.sha = "a", .max_attempts = 0}));
  CHECK(refused({.sha = "a", .time_limit = 0us}));
  CHECK(fleet.status(StatusQuery{}).requests.empty());
  CHECK(fleet.enqueue({.sha = std::string(255, 'a')}).created);
}

#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedFleet, "a claim tells what the job is about") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234", .kind = RequestKind::try_, .parent = "parent1"});
  const ClaimedBench job = claim_one("c1");
  REQUIRE(job.bench);
  CHECK(job.bench->sha == "abc1234");
  CHECK(job.bench->parent == "parent1");
  CHECK(job.bench->request_kind == RequestKind::try_);
  CHECK(job.bench->kind == "bench");
  CHECK(job.bench->set == 0);
  CHECK(job.claimed.attempt == 1);
  CHECK(fleet.describe(job.claimed.job.id)->sha == "abc1234");
  CHECK(fleet.status("abc1234").group.state == GroupState::running);
}

TEST_CASE_FIXTURE(ClockedFleet, "requests come by priority, then first come, first served") {
  add_collector("c1");
  fleet.enqueue({.sha = "try-1", .kind = RequestKind::try_});
  fleet.enqueue({.sha = "master-1"});
  fleet.enqueue({.sha = "master-2", .profiles = {"debug", "opt"}});
  fleet.enqueue({.sha = "release-1", .kind = RequestKind::release});
  std::vector<std::string> order;
  for (int i = 0; i < 5; ++i) {
    const ClaimedBench job = claim_one("c1");
    order.push_back(job.bench->sha);
    queue.complete(job.claimed.lease());
  }
  CHECK(order ==
        std::vector<std::string>{"release-1", "master-1", "master-2", "master-2", "try-1"});
}

TEST_CASE_FIXTURE(ClockedFleet, "a collector claims only jobs of its target and its sets") {
  fleet.enqueue({.sha = "abc1234", .targets = {"a-linux"}});
  fleet.add_collector({.id = "elsewhere", .target = "b-linux"});
  fleet.add_collector({.id = "other-set", .target = "a-linux", .sets = {1, 2}});
  fleet.add_collector({.id = "right", .target = "a-linux", .sets = {0}});
  CHECK(fleet.claim({.collector = "elsewhere"}).jobs.empty());
  CHECK(fleet.claim({.collector = "other-set"}).jobs.empty());
  CHECK(fleet.claim({.collector = "right"}).jobs.size() == 1);
}

TEST_CASE_FIXTURE(ClockedFleet, "it holds at most its slots") {
  add_collector("c1", 2);
  fleet.enqueue({.sha = "abc1234", .profiles = {"a", "b", "c"}});
  const FleetAnswer first = fleet.claim({.collector = "c1", .max = 10});
  REQUIRE(first.jobs.size() == 2);
  const FleetAnswer full = fleet.claim({.collector = "c1"});
  CHECK(full.refusal == FleetRefusal::slots_in_use);
  CHECK(full.lease_left == 60s);
  CHECK(full.reason.find("job " + std::to_string(first.jobs[0].claimed.job.id)) !=
        std::string::npos);
  queue.complete(first.jobs[1].claimed.lease());
  CHECK(claim_one("c1").bench->profile == "c");
}

TEST_CASE_FIXTURE(ClockedFleet, "its own job whose lease has expired comes first") {
  add_collector("c1");
  fleet.enqueue({.sha = "older"});
  const JobId job = claim_one("c1").claimed.job.id;
  fleet.enqueue({.sha = "release", .kind = RequestKind::release});
  clock.advance(60s);
  const ClaimedBench again = claim_one("c1");
  CHECK(again.claimed.job.id == job);
  CHECK(again.claimed.attempt == 2);
}

TEST_CASE_FIXTURE(ClockedFleet, "nothing there is no refusal") {
  add_collector("c1");
  const FleetAnswer nothing = fleet.claim({.collector = "c1"});
  CHECK(nothing.jobs.empty());
  CHECK(nothing.refusal == FleetRefusal::none);
}

TEST_CASE_FIXTURE(ClockedFleet, "an unknown collector is registered on the spot on SQLite alone") {
  fleet.enqueue({.sha = "abc1234"});
  const FleetAnswer answer = fleet.claim({.collector = "laptop"});
  if (store.backend == "sqlite") {
    CHECK(answer.jobs.size() == 1);
    CHECK(fleet.collector("laptop")->target == this_machine_target());
  } else {
    CHECK(answer.refusal == FleetRefusal::unknown_collector);
    CHECK(answer.reason.find("perfq collector add laptop") != std::string::npos);
  }
}

TEST_CASE_FIXTURE(ClockedFleet, "a delayed job is found when its time has come, by all sets too") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234"});
  const ClaimedBench job = claim_one("c1");
  queue.fail({.lease = job.claimed.lease(), .error = "once"});
  CHECK(fleet.claim({.collector = "c1"}).jobs.empty());
  CHECK(fleet.status(StatusQuery{}).queue.delayed == 1);
  clock.advance(20s);
  CHECK(claim_one("c1").claimed.attempt == 2);
}

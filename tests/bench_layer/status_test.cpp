#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedFleet, "an empty database has a status") {
  const Status status = fleet.status(StatusQuery{});
  CHECK(status.now == clock.now());
  CHECK(status.schema_version > 0);
  CHECK(status.database == queue.database());
  CHECK(status.queue.queued == 0);
  CHECK_FALSE(status.queue.oldest_queued_s);
  CHECK(status.requests.empty());
  CHECK(status.collectors.empty());
}

TEST_CASE_FIXTURE(ClockedFleet, "the queue is counted, the delayed and the unplaceable apart") {
  add_collector("c1");
  fleet.enqueue({.sha = "here", .profiles = {"a", "b"}});
  fleet.enqueue({.sha = "nowhere", .targets = {"no-such-machine"}});
  add(queue, {.delay = 1h});
  clock.advance(30s);
  claim_one("c1");
  const QueueStatus counts = fleet.status(StatusQuery{}).queue;
  CHECK(counts.queued == 3);
  CHECK(counts.running == 1);
  CHECK(counts.delayed == 1);
  CHECK(counts.unplaceable == 1);
  CHECK(counts.oldest_queued_s == 30.0);
}

TEST_CASE_FIXTURE(ClockedFleet, "a request's progress, targets and reason") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234", .pr = 5, .targets = {this_machine_target(), "a-linux"}});
  CHECK(fleet.status("abc1234").reason == "next");
  const ClaimedBench job = claim_one("c1");
  CHECK(fleet.status("abc1234").reason.find("running on c1") != std::string::npos);
  queue.complete(job.claimed.lease());
  const RequestStatus status = fleet.status("abc1234");
  CHECK(status.pr == 5);
  CHECK(status.jobs.total == 2);
  CHECK(status.jobs.required == 2);
  CHECK(status.progress == 0.5);
  CHECK_FALSE(status.position);
  REQUIRE(status.targets.size() == 2);
  CHECK(status.targets[0].target == "a-linux");
  CHECK(status.targets[0].state == "queued");
  CHECK(status.targets[1].state == "finished");
  CHECK(status.problem == "no live collector for set 0 of a-linux");
}

TEST_CASE_FIXTURE(ClockedFleet, "positions and what they are behind") {
  add_collector("c1");
  fleet.enqueue({.sha = "first"});
  fleet.enqueue({.sha = "second"});
  fleet.enqueue({.sha = "tag", .kind = RequestKind::release});
  fleet.enqueue({.sha = "unbuilt", .waiting = true});
  CHECK(fleet.status("tag").position == 1);
  CHECK(fleet.status("first").position == 2);
  CHECK(fleet.status("first").reason == "behind 1 request of a higher priority");
  CHECK(fleet.status("second").position == 3);
  CHECK(fleet.status("second").reason ==
        "behind 2 requests: 1 of a higher priority, 1 of the same that came first");
  CHECK_FALSE(fleet.status("unbuilt").position);
  CHECK(fleet.status("unbuilt").reason.find("artifact") != std::string::npos);
  CHECK_FALSE(fleet.status("first").problem);
}

TEST_CASE_FIXTURE(ClockedFleet,
                  "the newest open ones, then the newest ended ones, or some states") {
  add_collector("c1");
  for (const char* sha : {"done-1", "done-2", "done-3"}) fleet.enqueue({.sha = sha});
  work_off("c1");
  for (const char* sha : {"open-1", "open-2", "open-3"}) fleet.enqueue({.sha = sha});
  const auto shas = [&](const StatusQuery& query) {
    std::vector<std::string> found;
    for (const RequestStatus& request : fleet.status(query).requests) found.push_back(request.sha);
    return found;
  };
  CHECK(shas({.limit = 2}) == std::vector<std::string>{"open-3", "open-2", "done-3", "done-2"});
  CHECK(shas({.states = {GroupState::finished}}) ==
        std::vector<std::string>{"done-3", "done-2", "done-1"});
  CHECK(shas({.states = {GroupState::running}}).empty());
  CHECK(fleet.status({.limit = 2}).requests[1].position == 2);
}

TEST_CASE_FIXTURE(ClockedFleet, "what a collector runs, and how far it is") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234", .backends = {"llvm"}, .profiles = {"opt"}});
  const ClaimedBench job = claim_one("c1");
  const std::array steps{StepReport{.step = "one", .state = StepState::done},
                         StepReport{.step = "two", .state = StepState::start}};
  queue.report_steps(job.claimed.lease(), steps);
  const Collector collector = fleet.status(StatusQuery{}).collectors.front();
  CHECK(collector.state == CollectorState::busy);
  REQUIRE(collector.running.size() == 1);
  const RunningJob& running = collector.running.front();
  CHECK(running.job == job.claimed.job.id);
  CHECK(running.sha == "abc1234");
  CHECK(running.backend == "llvm");
  CHECK(running.profile == "opt");
  CHECK(running.attempt == 1);
  CHECK(running.started_at == clock.now());
  CHECK(running.step == "two");
  CHECK(running.steps_done == 1);
  CHECK(running.steps_total == 2);
}

TEST_CASE_FIXTURE(ClockedFleet, "a collector that is offline is no live one") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234"});
  CHECK_FALSE(fleet.status("abc1234").problem);
  clock.advance(181s);
  const Status status = fleet.status(StatusQuery{});
  CHECK(status.requests.front().problem ==
        "no live collector for set 0 of " + this_machine_target());
  CHECK(status.queue.unplaceable == 0);
}

TEST_CASE_FIXTURE(ClockedFleet, "a job left behind by a silent collector is a problem too") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234"});
  claim_one("c1");
  CHECK_FALSE(fleet.status("abc1234").problem);
  clock.advance(181s);
  CHECK(fleet.status("abc1234").problem);
}

TEST_CASE_FIXTURE(ClockedFleet, "a collector with a lease that lasts need not be heard of") {
  add_collector("c1");
  fleet.enqueue({.sha = "abc1234"});
  const FleetAnswer claimed = fleet.claim({.collector = "c1", .lease = 20min});
  REQUIRE(claimed.jobs.size() == 1);
  clock.advance(10min);
  CHECK(fleet.collector("c1")->state == CollectorState::busy);
  CHECK_FALSE(fleet.status("abc1234").problem);
  clock.advance(11min);
  CHECK(fleet.collector("c1")->state == CollectorState::offline);
}

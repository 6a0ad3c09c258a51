#include "bench_layer/fleet_fixture.hpp"
#include "suite/suites.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

using nlohmann::json;

/// Two collectors, a set each. What the suite says of dead lanes is patched.
struct TwoLanes : ClockedFleet {
  explicit TwoLanes(const std::string& patch = "{}") {
    fleet.load_suite(parse_suite(patched(patch)));
    fleet.add_collector({.id = "c0", .target = "intel", .sets = {0}});
    fleet.add_collector({.id = "c1", .target = "intel", .sets = {1}});
  }

  void enqueue(const std::string& sha) { fleet.enqueue({.sha = sha, .profiles = {"opt"}}); }

  std::vector<Event> events(const std::string& type) {
    std::vector<Event> found;
    for (const Event& event : queue.events(0))
      if (event.type == type) found.push_back(event);
    return found;
  }
};

struct Failover : TwoLanes {
  Failover() : TwoLanes(R"({"failover_after": 600})") {}
};

}  // namespace

TEST_CASE_FIXTURE(TwoLanes, "a dead lane holds up only itself; what is there is announced once") {
  enqueue("abc1234");
  enqueue("def1234");
  CHECK(work_off("c0") == 2);
  clock.advance(2h - 1s);
  CHECK(work_off("c0") == 0);
  CHECK(events("request.partial_ready").empty());
  clock.advance(1s);
  CHECK(work_off("c0") == 0);
  const auto announced = events("request.partial_ready");
  REQUIRE(announced.size() == 2);
  const json data = json::parse(announced.front().data);
  CHECK(data.at("missing") == json{"set 1 of intel"});
  CHECK(data.at("jobs_done").at("intel") == 1);
  CHECK(fleet.status("abc1234").problem == "no live collector for set 1 of intel");
  CHECK(work_off("c0") == 0);
  CHECK(events("request.partial_ready").size() == 2);

  fleet.enqueue({.sha = "1.80.0", .kind = RequestKind::release, .profiles = {"opt"}});
  CHECK(claim_one("c1").bench->sha == "1.80.0");
  CHECK(fleet.status("abc1234").group.state == GroupState::running);
}

TEST_CASE_FIXTURE(TwoLanes, "a lane that came back in time is no dead one") {
  enqueue("abc1234");
  CHECK(work_off("c0") == 1);
  clock.advance(1h);
  const ClaimedBench running = claim_one("c1");
  clock.advance(90min);
  CHECK(work_off("c0") == 0);
  CHECK(events("request.partial_ready").empty());
  CHECK(queue.complete(running.claimed.lease()) == Ack::done);
  CHECK(work_off("c1") == 1);
  CHECK(fleet.status("abc1234").group.outcome == GroupOutcome::complete);
}

TEST_CASE_FIXTURE(TwoLanes, "without failover a dead collector's set waits for it") {
  enqueue("abc1234");
  clock.advance(24h);
  CHECK(work_off("c0") == 1);
  CHECK(work_off("c1") == 2);
}

TEST_CASE_FIXTURE(Failover, "another collector takes a dead one's set over, and that is recorded") {
  enqueue("abc1234");
  clock.advance(599s);
  CHECK(work_off("c0") == 1);
  clock.advance(1s);
  const ClaimedBench moved = claim_one("c0");
  CHECK(moved.bench->set == 1);
  CHECK(fleet.describe(moved.claimed.job.id)->moved_from == "c1");
  const auto told = events("job.moved");
  REQUIRE(told.size() == 1);
  CHECK(told.front().job == moved.claimed.job.id);
  const json data = json::parse(told.front().data);
  CHECK(data.at("from") == "c1");
  CHECK(data.at("to") == "c0");
  queue.complete(moved.claimed.lease());

  // It is back: what is left is its own again.
  CHECK(work_off("c1") == 1);
  enqueue("def1234");
  CHECK(work_off("c0") == 1);
}

TEST_CASE_FIXTURE(Failover, "a drained collector is not dead, its set waits") {
  enqueue("abc1234");
  fleet.drain_collector("c1", false);
  clock.advance(1h);
  CHECK(work_off("c0") == 1);
}

TEST_CASE_FIXTURE(Failover, "the sets of the dead are spread over the living") {
  fleet.load_suite(parse_suite(patched(R"({"failover_after": 600, "targets": {
    "arm": null,
    "intel": {"sets": [["a"], ["b"], ["c"], ["d"]]}}})")));
  fleet.add_collector({.id = "c2", .target = "intel", .sets = {2}});
  fleet.add_collector({.id = "c3", .target = "intel", .sets = {3}});
  fleet.enqueue({.sha = "abc1234", .kind = RequestKind::release, .profiles = {"opt"}});
  clock.advance(1h);
  // Heard of, so that both are alive.
  const ClaimedBench own0 = claim_one("c0");
  const ClaimedBench own1 = claim_one("c1");
  queue.complete(own0.claimed.lease());
  queue.complete(own1.claimed.lease());
  CHECK(work_off("c0") == 1);
  CHECK(work_off("c1") == 1);
}

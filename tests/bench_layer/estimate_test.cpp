#include "bench_layer/fleet_fixture.hpp"
#include "suite/suites.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

/// A pool of one set, one benchmark, one profile: a request is one job.
struct Pool : ClockedFleet {
  Pool() {
    load("{}");
    fleet.add_collector({.id = "c1", .target = "intel"});
  }

  void load(const std::string& patch) {
    nlohmann::json suite = nlohmann::json::parse(R"({
      "name": "pool", "targets": {"intel": {"pool": true, "sets": [["x"]]}},
      "backends": ["llvm"], "profiles": ["opt"],
      "kinds": [{"name": "compile", "each": ["target", "set", "backend", "profile"]}]})");
    suite.merge_patch(nlohmann::json::parse(patch));
    fleet.load_suite(parse_suite(suite.dump()));
  }

  void run_one(microseconds duration, const std::string& collector = "c1") {
    const Lease lease = claim_one(collector).claimed.lease();
    clock.advance(duration);
    REQUIRE(queue.complete(lease) == Ack::done);
  }

  std::optional<microseconds> left(const std::string& sha) {
    const auto eta = fleet.status(sha).eta;
    if (!eta) return std::nullopt;
    return *eta - clock.now();
  }

  void enqueue(const std::string& name, int count) {
    for (int i = 0; i < count; ++i) fleet.enqueue({.sha = name + std::to_string(i)});
  }
};

}  // namespace

TEST_CASE_FIXTURE(Pool, "before any measurement the suite's durations count, without them none") {
  enqueue("first", 1);
  CHECK_FALSE(left("first0"));
  load(R"({"durations": {"x": 40}})");
  CHECK(left("first0") == 40s);
  CHECK(fleet.rehearse(std::array{NewRequest{.sha = "second0"}}).front().eta == clock.now() + 80s);
}

TEST_CASE_FIXTURE(Pool, "it is the median of what was measured, not thrown off by one") {
  load(R"({"durations": {"x": 1000}})");
  enqueue("done", 3);
  for (const auto duration : {10s, 3600s, 20s}) run_one(duration);
  enqueue("next", 2);
  CHECK(left("next0") == 20s);
  CHECK(left("next1") == 40s);
}

TEST_CASE_FIXTURE(Pool, "with two collectors it halves") {
  enqueue("done", 1);
  run_one(10s);
  enqueue("next", 6);
  CHECK(left("next5") == 60s);
  fleet.add_collector({.id = "c2", .target = "intel"});
  CHECK(left("next5") == 30s);
  fleet.drain_collector("c2", false);
  CHECK(left("next5") == 60s);
}

TEST_CASE_FIXTURE(Pool, "what runs is reckoned with, and a late one may end at any moment") {
  enqueue("done", 1);
  run_one(10s);
  enqueue("next", 2);
  const ClaimedBench running = claim_one("c1");
  clock.advance(4s);
  CHECK(left("next0") == 6s);
  CHECK(left("next1") == 16s);
  clock.advance(60s);
  queue.heartbeat(std::array{running.claimed.lease()}, 60s);
  CHECK(left("next0") == 0s);
  CHECK(left("next1") == 10s);
}

TEST_CASE_FIXTURE(Pool, "nobody can tell where no live collector serves a lane") {
  enqueue("done", 1);
  run_one(10s);
  enqueue("next", 1);
  clock.advance(181s);
  CHECK(fleet.collector("c1")->state == CollectorState::offline);
  CHECK_FALSE(left("next0"));
}

TEST_CASE_FIXTURE(Pool, "a job that backs off is reckoned with") {
  enqueue("done", 1);
  run_one(10s);
  enqueue("next", 1);
  queue.fail({.lease = claim_one("c1").claimed.lease(), .error = "broken"});
  CHECK(left("next0") == 10s);
}

TEST_CASE_FIXTURE(ClockedFleet, "the slowest lane of a request decides") {
  fleet.load_suite(parse_suite(patched(
      R"({"durations": {"x": 10, "y": 20, "z": 100}, "defaults": {"profiles": ["opt"]}})")));
  fleet.add_collector({.id = "c0", .target = "intel", .sets = {0}});
  fleet.add_collector({.id = "c1", .target = "intel", .sets = {1}});
  fleet.enqueue({.sha = "abc1234", .kind = RequestKind::release});
  fleet.enqueue({.sha = "def1234", .kind = RequestKind::release});
  CHECK(fleet.status("abc1234").eta == clock.now() + 100s);
  CHECK(fleet.status("def1234").eta == clock.now() + 200s);
}

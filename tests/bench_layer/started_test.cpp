#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;

namespace {

struct TwoLanes : ClockedFleet {
  TwoLanes() {
    fleet.add_collector({.id = "at-a", .target = "a-linux"});
    fleet.add_collector({.id = "at-b", .target = "b-linux"});
  }

  /// The request of which that collector gets a job, which it completes.
  std::string next(const std::string& collector) {
    const ClaimedBench job = claim_one(collector);
    queue.complete(job.claimed.lease());
    return job.bench.value_or(BenchJob{}).sha;
  }

  const std::vector<std::string> both{"a-linux", "b-linux"};
};

}  // namespace

TEST_CASE_FIXTURE(TwoLanes, "started: before an equal that came first, in every lane") {
  fleet.enqueue({.sha = "came-first", .targets = {"b-linux"}});
  fleet.enqueue({.sha = "started", .targets = both});
  CHECK(fleet.status("started").position == 2);
  const ClaimedBench running = claim_one("at-a");
  fleet.enqueue({.sha = "1.99.0", .kind = RequestKind::release, .targets = {"b-linux"}});
  CHECK(next("at-b") == "1.99.0");
  CHECK(next("at-b") == "started");
  CHECK(next("at-b") == "came-first");
}

TEST_CASE_FIXTURE(TwoLanes, "started: before its own parent, and a new parent does not move it") {
  fleet.enqueue({.sha = "child", .parent = "parent", .targets = both});
  claim_one("at-a");
  fleet.enqueue({.sha = "parent", .targets = {"b-linux"}});
  CHECK(next("at-b") == "child");
  CHECK(next("at-b") == "parent");
}

TEST_CASE_FIXTURE(TwoLanes, "started: what is retried stays before what was never started") {
  fleet.enqueue({.sha = "done", .targets = {"a-linux"}});
  CHECK(next("at-a") == "done");
  fleet.enqueue({.sha = "new", .targets = {"a-linux"}});
  fleet.prioritize("new", 21);
  fleet.retry("done", false);
  CHECK(next("at-a") == "new");
  fleet.enqueue({.sha = "newer", .targets = {"a-linux"}});
  CHECK(next("at-a") == "done");
}

TEST_CASE_FIXTURE(TwoLanes, "started: what several slots take at once starts together") {
  fleet.change_collector({.id = "at-a", .slots = 2});
  fleet.enqueue({.sha = "first", .targets = {"b-linux"}});
  fleet.enqueue({.sha = "second", .targets = both});
  fleet.enqueue({.sha = "third", .targets = both});
  CHECK(fleet.claim({.collector = "at-a", .max = 2}).jobs.size() == 2);
  CHECK(next("at-b") == "second");
  CHECK(next("at-b") == "third");
  CHECK(next("at-b") == "first");
}

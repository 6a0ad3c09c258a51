#pragma once

#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

namespace perfq::test {

/// A fixture: a request of three jobs, and two collectors whose code the test chooses.
struct TwoVersions : ClockedFleet {
  TwoVersions() {
    add_collector("c1");
    add_collector("c2");
    fleet.enqueue({.sha = "abc1234", .profiles = {"a", "b", "c"}});
  }

  ClaimedBench claim(const std::string& collector, const std::string& version,
                     microseconds lease = std::chrono::seconds{60}) {
    FleetAnswer answer = fleet.claim({.collector = collector, .version = version, .lease = lease});
    REQUIRE_MESSAGE(answer.jobs.size() == 1, collector << " gets nothing: " << answer.reason);
    return std::move(answer.jobs.front());
  }

  void finish_one(const std::string& collector, const std::string& version) {
    REQUIRE(queue.complete(claim(collector, version).claimed.lease()) == Ack::done);
  }

  /// Empty: it was not refused for its version.
  std::string required(const std::string& collector, const std::string& version) {
    const FleetAnswer answer = fleet.claim({.collector = collector, .version = version});
    CHECK((answer.refusal == FleetRefusal::wrong_version) == !answer.required_version.empty());
    if (answer.refusal == FleetRefusal::wrong_version) CHECK(answer.jobs.empty());
    return answer.required_version;
  }

  std::string pinned() { return fleet.status("abc1234").pinned_version; }

  int count_events(const std::string& type) {
    int count = 0;
    for (const Event& event : queue.events(0)) count += event.type == type ? 1 : 0;
    return count;
  }
};

}  // namespace perfq::test

#include "bench_layer/fleet_fixture.hpp"

#include <doctest/doctest.h>

namespace perfq::test {

ClaimedBench ClockedFleet::claim_one(const std::string& collector, const std::string& session) {
  FleetAnswer answer = fleet.claim({.collector = collector, .session = session});
  REQUIRE_MESSAGE(answer.jobs.size() == 1, collector << " gets nothing: " << answer.reason);
  return std::move(answer.jobs.front());
}

void ClockedFleet::add_collector(const std::string& id, int slots) {
  fleet.add_collector({.id = id, .slots = slots});
}

int ClockedFleet::work_off(const std::string& collector) {
  int jobs = 0;
  while (true) {
    const FleetAnswer answer = fleet.claim({.collector = collector});
    if (answer.jobs.empty()) return jobs;
    REQUIRE(queue.complete(answer.jobs.front().claimed.lease()) == Ack::done);
    ++jobs;
  }
}

}  // namespace perfq::test

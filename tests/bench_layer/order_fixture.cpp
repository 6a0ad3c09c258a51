#include "bench_layer/order_fixture.hpp"

#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <map>

namespace perfq::test {

Shas OneLane::by_position() {
  std::map<int, std::string> placed;
  for (const RequestStatus& request :
       fleet.status({.limit = 10'000, .states = {GroupState::queued}}).requests) {
    REQUIRE(request.position);
    placed[*request.position] = request.sha;
  }
  Shas shas;
  for (const auto& [position, sha] : placed) {
    shas.push_back(sha);
    REQUIRE(position == static_cast<int>(shas.size()));
  }
  return shas;
}

Shas OneLane::taken() {
  Shas shas;
  while (true) {
    const FleetAnswer answer = fleet.claim({.collector = "c1"});
    if (answer.jobs.empty()) return shas;
    shas.push_back(answer.jobs.front().bench.value_or(BenchJob{}).sha);
    REQUIRE(queue.complete(answer.jobs.front().claimed.lease()) == Ack::done);
  }
}

Shas OneLane::order() {
  const Shas expected = by_position();
  Shas shas = taken();
  CHECK(shas == expected);
  return shas;
}

void OneLane::fail(const std::string& sha) {
  const ClaimedBench job = claim_one("c1");
  REQUIRE(job.bench.value_or(BenchJob{}).sha == sha);
  queue.fail({.lease = job.claimed.lease(), .error = "broken", .permanent = true});
  REQUIRE(fleet.status(sha).group.state == GroupState::failed);
}

}  // namespace perfq::test

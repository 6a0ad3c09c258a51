#include "bench_layer/fleet_fixture.hpp"
#include "support/printing.hpp"
#include "support/together.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace perfq;
using namespace perfq::test;

namespace {

constexpr int collectors = 4;
constexpr int rounds = 15;

struct Race : ClockedFleet {
  std::vector<Lease> leases{collectors};
  std::vector<Ack> acks{collectors};

  Race() {
    for (int i = 0; i < collectors; ++i) add_collector(collector(i));
  }

  static std::string collector(int number) { return "c" + std::to_string(number); }

  /// Each collector holds one of the first jobs there are.
  void claim_all() {
    for (int i = 0; i < collectors; ++i)
      leases[static_cast<std::size_t>(i)] = claim_one(collector(i)).claimed.lease();
  }

  void call_bad(int number) {
    const auto at = static_cast<std::size_t>(number);
    acks[at] = fleet.fail_artifact(leases[at], "404");
  }

  void complete(int number) {
    const auto at = static_cast<std::size_t>(number);
    acks[at] = queue.complete(leases[at]);
  }

  auto done() const { return std::count(acks.begin(), acks.end(), Ack::done); }

  void enqueue(const std::string& sha) {
    fleet.enqueue({.sha = sha, .profiles = {"a", "b", "c", "d"}});
  }
};

}  // namespace

TEST_CASE_FIXTURE(Race, "all call it bad at one instant: one is heard, it fails once") {
  for (int round = 0; round < rounds; ++round) {
    const std::string sha = "sha-" + std::to_string(round);
    enqueue(sha);
    claim_all();
    together(collectors, [&](int number) { call_bad(number); });
    CHECK(done() == 1);
    const RequestStatus failed = fleet.status(sha);
    CHECK(failed.jobs.failed == collectors);
    CHECK(failed.group.finishes == 1);
    for (int i = 0; i < collectors; ++i) fleet.resume_collector(collector(i));
  }
}

TEST_CASE_FIXTURE(Race, "it is called bad while the others complete: what was heard stands") {
  for (int round = 0; round < rounds; ++round) {
    const std::string sha = "sha-" + std::to_string(round);
    enqueue(sha);
    claim_all();
    together(collectors, [&](int number) { number == 0 ? call_bad(0) : complete(number); });
    const RequestStatus ended = fleet.status(sha);
    CHECK(acks[0] == Ack::done);
    CHECK(ended.jobs.succeeded == done() - 1);
    CHECK(ended.jobs.failed == collectors - ended.jobs.succeeded);
    CHECK(ended.group.finishes == 1);
    fleet.resume_collector(collector(0));
  }
}

TEST_CASE_FIXTURE(ClockedFleet, "quarantines at one instant put back the same requests") {
  NewRequest request;
  for (int i = 0; i < collectors; ++i) {
    const std::string number = std::to_string(i);
    request.targets.push_back("t" + number);
    fleet.add_collector({.id = "c" + number, .target = "t" + number, .slots = 3});
  }
  for (const char* sha : {"sha-1", "sha-2", "sha-3"}) {
    request.sha = sha;
    fleet.enqueue(request);
  }
  std::vector<Lease> last;
  for (int i = 0; i < collectors; ++i) {
    auto jobs = fleet.claim({.collector = "c" + std::to_string(i), .max = 3}).jobs;
    REQUIRE(jobs.size() == 3);
    std::rotate(jobs.begin(), jobs.begin() + i % 3, jobs.end());
    for (int n = 0; n < 2; ++n)
      fleet.fail_artifact(jobs[static_cast<std::size_t>(n)].claimed.lease(), "no");
    last.push_back(jobs[2].claimed.lease());
  }
  together(collectors,
           [&](int number) { fleet.fail_artifact(last[static_cast<std::size_t>(number)], "no"); });
  for (const Collector& collector : fleet.collectors())
    CHECK(collector.state == CollectorState::quarantined);
  for (const RequestStatus& one : fleet.status(StatusQuery{}).requests) {
    CHECK(one.group.state == GroupState::running);
    CHECK(one.jobs.queued == collectors);
  }
}

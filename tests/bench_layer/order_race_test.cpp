#include "bench_layer/order_fixture.hpp"
#include "support/printing.hpp"
#include "support/together.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace perfq;
using namespace perfq::test;

TEST_CASE_FIXTURE(OneLane, "order: a parent and a child that come at one instant") {
  constexpr int pairs = 30;
  for (int i = 0; i < pairs; ++i) {
    const std::string parent = "parent-" + std::to_string(i);
    const std::array requests{NewRequest{.sha = "child-" + std::to_string(i), .parent = parent},
                              NewRequest{.sha = parent}};
    together(2, [&](int which) { fleet.enqueue(requests[static_cast<std::size_t>(which)]); });
    CAPTURE(i);
    CHECK(fleet.status("parent-" + std::to_string(i)).position == 2 * i + 1);
  }
}

TEST_CASE_FIXTURE(OneLane, "order: a request that several collectors start at one instant") {
  constexpr int collectors = 4;
  for (int i = 2; i <= collectors; ++i) add_collector("c" + std::to_string(i));
  const std::vector<std::string> profiles{"a", "b", "c", "d", "e"};
  for (int round = 0; round < 10; ++round) {
    const std::string sha = "commit-" + std::to_string(round);
    fleet.enqueue({.sha = "ended-" + std::to_string(round)});
    fleet.cancel("ended-" + std::to_string(round));
    fleet.enqueue({.sha = sha, .profiles = profiles});
    std::vector<FleetAnswer> answers(collectors);
    together(collectors, [&](int i) {
      answers[static_cast<std::size_t>(i)] =
          fleet.claim({.collector = "c" + std::to_string(i + 1)});
    });
    fleet.retry("ended-" + std::to_string(round), false);
    for (const FleetAnswer& answer : answers) {
      REQUIRE(answer.jobs.size() == 1);
      CHECK(queue.complete(answer.jobs.front().claimed.lease()) == Ack::done);
    }
    CHECK(taken() == Shas{sha, "ended-" + std::to_string(round)});
  }
}

// Who starts a request moves its jobs of all lanes, which another lane's claim must not take for
// claimed.
TEST_CASE_FIXTURE(ClockedFleet,
                  "order: a lane's claim while another lane starts the same request") {
  const std::vector<std::string> targets{"t1", "t2"};
  for (const auto& target : targets)
    fleet.add_collector({.id = "of-" + target, .target = target, .slots = 2});
  for (int round = 0; round < 40; ++round) {
    const std::string parent = "parent-" + std::to_string(round);
    fleet.enqueue({.sha = parent, .targets = targets});
    fleet.enqueue({.sha = "child-" + std::to_string(round), .parent = parent, .targets = targets});
    std::vector<FleetAnswer> answers(targets.size());
    together(2, [&](int i) {
      const auto lane = static_cast<std::size_t>(i);
      answers[lane] = fleet.claim({.collector = "of-" + targets[lane]});
    });
    for (const FleetAnswer& answer : answers) {
      REQUIRE(answer.jobs.size() == 1);
      CHECK(answer.jobs.front().bench->sha == parent);
      CHECK(queue.complete(answer.jobs.front().claimed.lease()) == Ack::done);
    }
    for (const auto& target : targets) work_off("of-" + target);
  }
}

#include "bench_layer/versions.hpp"

#include <latch>
#include <thread>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t crowd = 6;

struct Crowd {
  TestStore store = open_test_store();
  Queue queue = open(store.url, real_time_options());
  Fleet fleet{queue};

  Crowd() {
    for (std::size_t i = 0; i < crowd; ++i) fleet.add_collector({.id = name(i)});
  }

  static std::string name(std::size_t number) { return "c" + std::to_string(number); }

  static std::string version(std::size_t number) { return "v" + std::to_string(number); }

  /// All at once, each with a version of its own.
  std::vector<FleetAnswer> claim() {
    std::vector<FleetAnswer> answers(crowd);
    std::latch ready(crowd);
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < crowd; ++i)
        threads.emplace_back([&, i] {
          ready.arrive_and_wait();
          answers[i] = fleet.claim({.collector = name(i), .version = version(i)});
        });
    }
    return answers;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Crowd, "of first claims at once one pins, the others are refused") {
  fleet.add_collector({.id = "plain"});
  for (const char* sha : {"commit1", "commit2", "commit3", "commit4", "commit5"}) {
    fleet.enqueue({.sha = sha, .profiles = {"a", "b", "c", "d", "e", "f", "g"}});
    // Once the request is under way no lock on it makes the claims take turns.
    const FleetAnswer first = fleet.claim({.collector = "plain"});
    REQUIRE(first.jobs.size() == 1);
    queue.complete(first.jobs.front().claimed.lease());
    const std::vector<FleetAnswer> answers = claim();
    const std::string pinned = fleet.status(sha).pinned_version;
    for (std::size_t i = 0; i < crowd; ++i) {
      CAPTURE(answers[i].reason);
      CHECK(answers[i].jobs.size() == (version(i) == pinned ? 1 : 0));
      CHECK(answers[i].required_version == (version(i) == pinned ? "" : pinned));
    }
    CHECK(fleet.status(sha).jobs.queued == 5);
    for (const FleetAnswer& answer : answers)
      for (const ClaimedBench& job : answer.jobs) queue.complete(job.claimed.lease());
    fleet.cancel(sha);
  }
}

TEST_CASE_FIXTURE(TwoVersions, "the old version claims while another pins anew: never both") {
  for (int round = 0; round < 20; ++round) {
    const std::string sha = "commit" + std::to_string(round);
    fleet.cancel(round == 0 ? "abc1234" : "commit" + std::to_string(round - 1));
    fleet.enqueue({.sha = sha, .profiles = {"a", "b", "c"}});
    finish_one("c1", "v1");
    clock.advance(15min);
    std::latch ready(2);
    std::vector<FleetAnswer> answers(2);
    {
      const auto claim_as = [&](std::size_t place, const char* collector, const char* version) {
        ready.arrive_and_wait();
        answers[place] = fleet.claim({.collector = collector, .version = version});
      };
      const std::jthread old([&] { claim_as(0, "c1", "v1"); });
      const std::jthread other([&] { claim_as(1, "c2", "v2"); });
    }
    const std::string winner = fleet.status(sha).pinned_version;
    CHECK((answers[0].jobs.empty() || winner == "v1"));
    CHECK((answers[1].jobs.empty() || winner == "v2"));
    for (const FleetAnswer& answer : answers)
      for (const ClaimedBench& job : answer.jobs) queue.complete(job.claimed.lease());
  }
}

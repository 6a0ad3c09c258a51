#include "bench_layer/order_fixture.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <tuple>

using namespace perfq;
using namespace perfq::test;

namespace {

enum class Life { waiting, open, cancelled };

struct Known {
  std::string parent;
  int arrival = 0;
  int priority = 0;
  Life life = Life::open;
  bool started = false;
};

/// What PRODUCT.md says about the order, with no regard to speed.
class Reference {
 public:
  std::map<std::string, Known> requests;

  Shas order() const {
    Shas shas;
    while (const auto next = best_after(shas)) shas.push_back(*next);
    std::stable_sort(shas.begin(), shas.end(), [&](const std::string& a, const std::string& b) {
      const auto key = [&](const std::string& sha) {
        return std::tuple(-lifted(sha), !requests.at(sha).started);
      };
      return key(a) < key(b);
    });
    return shas;
  }

 private:
  bool is_open(const std::string& sha) const {
    const auto found = requests.find(sha);
    return found != requests.end() && found->second.life == Life::open;
  }

  int lifted(const std::string& sha) const {
    int priority = requests.at(sha).priority;
    for (const auto& [child, known] : requests)
      if (known.parent == sha && is_open(child)) priority = std::max(priority, lifted(child));
    return priority;
  }

  bool has_equal_parent(const std::string& sha) const {
    const std::string& parent = requests.at(sha).parent;
    return is_open(parent) && lifted(parent) == lifted(sha);
  }

  // Who came before its parent stands just behind it.
  int turn(const std::string& sha) const {
    const int own = requests.at(sha).arrival;
    return has_equal_parent(sha) ? std::max(own, turn(requests.at(sha).parent)) : own;
  }

  bool is_held_back(const std::string& sha, const Shas& placed) const {
    return has_equal_parent(sha) && !contains(placed, requests.at(sha).parent);
  }

  static bool contains(const Shas& shas, const std::string& sha) {
    return std::find(shas.begin(), shas.end(), sha) != shas.end();
  }

  std::optional<std::string> best_after(const Shas& placed) const {
    std::optional<std::string> best;
    const auto key = [&](const std::string& sha) {
      return std::tuple(turn(sha), requests.at(sha).arrival);
    };
    for (const auto& [sha, known] : requests)
      if (is_open(sha) && !contains(placed, sha) && !is_held_back(sha, placed))
        if (!best || key(sha) < key(*best)) best = sha;
    return best;
  }
};

struct RandomLane : OneLane {
  std::uint64_t seed = std::random_device{}();
  SeededRandom random{seed};
  Reference reference;

  std::string any() { return "commit-" + std::to_string(random.below(25)); }

  NewRequest any_new() {
    NewRequest request{.sha = any(), .kind = static_cast<RequestKind>(random.below(3))};
    if (random.percent(70)) request.parent = any();
    request.waiting = random.percent(20);
    return request;
  }

  void note(const NewRequest& request) {
    constexpr int priorities[] = {20, 10, 30};
    const auto [at, fresh] = reference.requests.try_emplace(request.sha);
    Known& known = at->second;
    if (fresh)
      known = {request.parent, static_cast<int>(reference.requests.size()),
               priorities[static_cast<std::size_t>(request.kind.value_or(RequestKind::master))],
               request.waiting ? Life::waiting : Life::open};
    if (known.parent.empty()) known.parent = request.parent;
    if (known.life == Life::waiting && !request.waiting) known.life = Life::open;
  }

  // A conflict or a circle changes nothing.
  void enqueue() {
    std::vector<NewRequest> requests(static_cast<std::size_t>(random.below(3) + 1));
    std::generate(requests.begin(), requests.end(), [&] { return any_new(); });
    if (error_of([&] { fleet.enqueue(requests); })) return;
    for (const NewRequest& request : requests) note(request);
  }

  void operate() {
    const std::string sha = any();
    if (!reference.requests.contains(sha)) return;
    Known& known = reference.requests.at(sha);
    if (random.percent(50)) {
      const int priority = random.below(4) * 10;
      if (fleet.prioritize(sha, priority) != Change::refused) known.priority = priority;
    } else if (known.life == Life::open) {
      REQUIRE(fleet.cancel(sha) == Change::done);
      known.life = Life::cancelled;
    } else if (known.life == Life::cancelled && !fleet.jobs(sha).empty()) {
      REQUIRE(fleet.retry(sha, false) == Change::done);
      known.life = Life::open;
    }
  }

  void start() {
    const FleetAnswer answer = fleet.claim({.collector = "c1"});
    if (answer.jobs.empty()) return;
    const std::string sha = answer.jobs.front().bench.value_or(BenchJob{}).sha;
    REQUIRE(sha == reference.order().front());
    reference.requests.at(sha).started = true;
    REQUIRE(queue.release({.lease = answer.jobs.front().claimed.lease()}) == Ack::done);
    clock.advance(std::chrono::hours{1});
  }

  void step() {
    const int kind = random.below(10);
    if (kind < 5)
      enqueue();
    else if (kind < 9)
      operate();
    else
      start();
  }
};

}  // namespace

TEST_CASE("order: random requests are taken, and counted, as a simple reference says") {
  for (int round = 0; round < 12; ++round) {
    RandomLane lane;
    CAPTURE(lane.seed);
    for (int i = 0; i < 30; ++i) lane.step();
    const Shas expected = lane.reference.order();
    Shas unstarted;
    std::copy_if(expected.begin(), expected.end(), std::back_inserter(unstarted),
                 [&](const std::string& sha) { return !lane.reference.requests.at(sha).started; });
    CHECK(lane.by_position() == unstarted);
    CHECK(lane.taken() == expected);
  }
}

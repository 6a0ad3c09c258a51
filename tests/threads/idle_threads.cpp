#include "support/counting_options.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

/// Workers that wait for a job each, on PostgreSQL, and whose looks at it are counted.
struct IdleWorkers {
  IdleWorkers() {
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([this, i] {
        const ClaimAnswer answer = queue.claim(
            {.worker = "w" + std::to_string(i), .wait = 2 * forever, .stop = stop.get_token()});
        if (!answer.jobs.empty()) got.add();
      });
  }

  ~IdleWorkers() { stop.request_stop(); }

  /// None of them has looked for 3 s; false where that takes too long.
  bool fall_quiet() {
    const auto until = Clock::now() + 40s;
    while (Clock::now() < until)
      if (const int before = looks.count(); !looks.reaches(before + 1, 3s)) return true;
    return false;
  }

  TestStore store = open_postgres_store();
  Tally looks;
  Tally got;
  Queue queue = open(store.url, counting_options(looks));
  Queue other = open(store.url);
  std::stop_source stop;
  std::vector<std::jthread> threads;
};

}  // namespace

// Without the wait of Queue::Impl::idle_wait they look twice a second each, for ever; without its
// next_change what falls due is found when they look again by themselves, after 11 s.
TEST_CASE_FIXTURE(IdleWorkers, "who waits for long asks rarely, and misses nothing") {
  REQUIRE(fall_quiet());
  auto since = Clock::now();
  add(other);
  CHECK(got.reaches(1));
  CHECK(Clock::now() - since < 2s);
  since = Clock::now();
  add(other, {.delay = 8s});
  CHECK(got.reaches(2));
  CHECK(Clock::now() - since < 10s);
}

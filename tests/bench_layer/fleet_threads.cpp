#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <perfq/fleet.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct BusyFleet {
  TestStore store = open_test_store();
  Queue queue = open(store.url, real_time_options());
  Fleet fleet{queue};

  /// Runs it on so many threads at once; the last error there was.
  template <class F>
  std::string on_threads(int count, F&& work) {
    std::atomic<int> waiting = count;
    std::vector<std::string> errors(static_cast<std::size_t>(count));
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < count; ++i)
        threads.emplace_back([&, i] {
          for (--waiting; waiting > 0;) std::this_thread::yield();
          errors[static_cast<std::size_t>(i)] = message_of([&] { work(i); });
        });
    }
    return *std::max_element(errors.begin(), errors.end());
  }
};

}  // namespace

TEST_CASE_FIXTURE(BusyFleet, "the same requests enqueued at once, in any order, are made once") {
  std::vector<NewRequest> requests;
  for (int i = 0; i < 30; ++i) requests.push_back({.sha = "commit-" + std::to_string(i)});
  std::atomic<int> created = 0;
  const std::string error = on_threads(6, [&](int number) {
    auto mine = requests;
    if (number % 2 == 1) std::reverse(mine.begin(), mine.end());
    for (const EnqueuedRequest& made : fleet.enqueue(mine)) created += made.created ? 1 : 0;
  });
  CHECK(error.empty());
  CHECK(created == 30);
  CHECK(fleet.status(StatusQuery{}).queue.queued == 30);
}

TEST_CASE_FIXTURE(BusyFleet, "claims of one collector at once stay within its slots") {
  fleet.add_collector({.id = "c1", .slots = 2});
  fleet.enqueue({.sha = "abc1234", .profiles = {"a", "b", "c", "d", "e", "f"}});
  std::atomic<int> claimed = 0;
  const std::string error = on_threads(
      8, [&](int) { claimed += static_cast<int>(fleet.claim({.collector = "c1"}).jobs.size()); });
  CHECK(error.empty());
  CHECK(claimed == 2);
}

TEST_CASE_FIXTURE(BusyFleet, "cancels, retries and completions at once end well") {
  fleet.add_collector({.id = "c1", .slots = 4});
  fleet.enqueue({.sha = "abc1234", .profiles = {"a", "b", "c", "d"}});
  for (int round = 0; round < 10; ++round) {
    const FleetAnswer answer = fleet.claim({.collector = "c1", .max = 4});
    const std::string error = on_threads(6, [&](int number) {
      const auto place = static_cast<std::size_t>(number);
      if (place < answer.jobs.size()) queue.complete(answer.jobs[place].claimed.lease());
      if (number == 4) fleet.cancel("abc1234");
      if (number == 5) fleet.retry("abc1234", false);
    });
    CHECK(error.empty());
    fleet.retry("abc1234", false);
  }
  const JobCounts jobs = fleet.status("abc1234").jobs;
  CHECK(jobs.total == 4);
}

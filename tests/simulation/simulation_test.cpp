#include "fleet/history.hpp"
#include "simulation/sim_worker.hpp"
#include "support/number_in_environment.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace perfq;
using namespace perfq::test;

namespace {

constexpr int acts_of_a_run = 80;
#ifdef __SANITIZE_ADDRESS__
constexpr int seeds_by_default = 100;  // Each takes ten times as long.
#else
constexpr int seeds_by_default = 2000;
#endif

void pass_time(World& world) {
  world.clock.advance(usual_lease * world.random.below(100) / 120);
}

// With all of them well again, whatever is left is done within a few leases.
bool comes_to_rest(World& world, std::vector<SimWorker>& workers) {
  for (const SimWorker& worker : workers) world.queue.resume(worker.name());
  for (int idle = 0, rounds = 0; rounds < 400; ++rounds) {
    bool worked = false;
    for (SimWorker& worker : workers) worked = worker.work_honestly() || worked;
    world.clock.advance(usual_lease);
    idle = worked ? 0 : idle + 1;
    if (idle > 2) return true;
  }
  return false;
}

struct Ending {
  std::uint64_t seed = 0;
  std::string story;
  std::string faults;
};

Ending run(std::uint64_t seed) {
  World world(seed);
  std::vector<SimWorker> workers;
  workers.emplace_back(world, "w1", std::vector<std::string>{"a"});
  workers.emplace_back(world, "w2", std::vector<std::string>{"b"});
  workers.emplace_back(world, "w3", std::vector<std::string>{"a", "b"});
  for (int i = 0; i < acts_of_a_run; ++i) {
    const int what = world.random.below(100);
    if (what < 15) {
      operate(world, {"w1", "w2", "w3"});
    } else if (what < 35) {
      pass_time(world);
    } else {
      workers[static_cast<std::size_t>(what) % workers.size()].act();
    }
  }
  Ending ending;
  ending.seed = seed;
  if (!comes_to_rest(world, workers)) ending.faults = "it never comes to rest\n";
  ending.faults += in_lines(world.faults());
  for (const JobId job : world.jobs)
    if (const auto found = world.queue.find(job); !is_terminal(found->state))
      ending.faults +=
          "job " + std::to_string(job) + " is still " + std::string{to_text(found->state)} + '\n';
  ending.story = in_lines(world.story);
  return ending;
}

/// Of the seeds from `first` to before `end`, on all cores.
std::optional<Ending> first_faulty(std::uint64_t first, std::uint64_t end) {
  std::atomic<std::uint64_t> next = first;
  std::mutex mutex;
  std::optional<Ending> faulty;
  const auto work = [&] {
    for (std::uint64_t seed = next++; seed < end; seed = next++) {
      Ending ending = run(seed);
      if (ending.faults.empty()) continue;
      const std::lock_guard lock(mutex);
      if (!faulty || ending.seed < faulty->seed) faulty = std::move(ending);
      next = end;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
      threads.emplace_back(work);
  }
  return faulty;
}

}  // namespace

// S10 breaks with libqueue/queries/sqlite/jobs.sql:
//   s/ job.token = given.token / given.token <> '' /
TEST_CASE("simulation: no crash, stall, repeat or return of a worker breaks a rule") {
  const bool given = std::getenv("PERFQ_SEED") != nullptr;
  const std::uint64_t first = number_in_environment("PERFQ_SEED", std::random_device{}());
  const std::uint64_t count = number_in_environment("PERFQ_SEEDS", given ? 1 : seeds_by_default);
  if (const auto found = first_faulty(first, first + count))
    FAIL("PERFQ_SEED=" << found->seed << " replays it\n" << found->story << found->faults);
  MESSAGE("simulated " << count << " seeds from PERFQ_SEED=" << first << " on");
}

TEST_CASE("simulation: one seed is one story") {
  CHECK(run(7).story == run(7).story);
  CHECK(run(7).story != run(8).story);
}

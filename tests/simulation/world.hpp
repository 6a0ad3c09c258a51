#pragma once

#include "simulation/promises.hpp"
#include "support/manual_clock.hpp"
#include "support/seeded_random.hpp"

#include <perfq/queue.hpp>

#include <string>
#include <vector>

namespace perfq::test {

constexpr microseconds usual_lease = std::chrono::seconds{60};

/// One queue in memory, its time, its chance, and what happened so far: all of it by one seed.
struct World {
  explicit World(std::uint64_t seed);

  void tell(const std::string& what) { story.push_back(what); }

  /// What the queue's log and attempts say against its rules, and the promises that it broke.
  std::vector<std::string> faults();

  SeededRandom random;
  ManualClock clock{};
  Queue queue;
  Promises promises{};
  std::vector<JobId> jobs{};
  std::vector<std::string> story{};
};

/// Submits, cancels, retries, drains and resumes, one of them at random.
void operate(World& world, const std::vector<std::string>& workers);

}  // namespace perfq::test

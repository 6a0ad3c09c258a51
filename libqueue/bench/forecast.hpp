#pragma once

#include <perfq/job.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace perfq::bench {

/// A queued job, and what it is expected to take; nothing: nobody knows.
struct ExpectedJob {
  GroupId group = 0;
  bool required = true;
  int priority = 0;
  std::int64_t rank = 0;
  JobId job = 0;
  std::optional<microseconds> duration;
};

/// In the order in which it is claimed.
using ExpectedLane = std::vector<ExpectedJob>;

/// One slot of a live collector, the lanes that it works off, and when it is free; nothing: nobody
/// knows.
struct Slot {
  std::vector<std::size_t> lanes;
  std::optional<microseconds> free_in;
};

/// When the last of those required jobs ends that were reckoned with, and how many they are.
struct ExpectedEnd {
  microseconds in{0};
  int jobs = 0;
};

/// Works the lanes off as collectors do: whoever is free first takes the best head of its lanes.
/// Adds to `ends`, by request; what nobody gets to, or behind what nobody can tell, is left out.
void work_off(const std::vector<ExpectedLane>& lanes, std::vector<Slot> slots,
              std::map<GroupId, ExpectedEnd>& ends);

/// Adds a job that ends then.
void add_end(std::map<GroupId, ExpectedEnd>& ends, GroupId group, microseconds in);

}  // namespace perfq::bench

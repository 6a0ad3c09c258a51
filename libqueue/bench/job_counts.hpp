#pragma once

#include "store/context.hpp"

#include <perfq/fleet.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace perfq::bench {

/// How many jobs of a request stand alike.
struct JobCount {
  std::string queue;
  std::string affinity;
  JobState state = JobState::queued;
  bool required = true;
  std::string worker;  ///< of those that run
  int jobs = 0;
  int delayed = 0;                            ///< of those queued
  std::optional<Timestamp> next_due_at = {};  ///< of the delayed
};

std::map<GroupId, std::vector<JobCount>> count_jobs(store::Context& context,
                                                    std::span<const GroupId> groups);

void add(JobCounts& counts, const JobCount& count);
JobCounts sum(std::span<const JobCount> counts);

}  // namespace perfq::bench

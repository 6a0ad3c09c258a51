#pragma once

#include <perfq/autoscale.hpp>
#include <perfq/fleet.hpp>

#include <cstdint>
#include <map>
#include <vector>

namespace perfq {

/// A moment's numbers for whoever watches. States without any stand in the maps as zero.
struct Metrics {
  std::map<JobState, std::int64_t> jobs;  ///< of all queues; what was pruned is not counted
  std::int64_t delayed = 0;               ///< queued and not due yet
  std::int64_t expired_leases = 0;        ///< of running jobs that nobody took over yet
  /// Of the jobs that are due; nothing: none is.
  std::optional<double> oldest_queued_s;
  std::map<GroupState, std::int64_t> requests;
  std::map<CollectorState, std::int64_t> collectors;
  std::vector<Demand> targets;
  /// What each collector has done; `running` is left out.
  std::vector<Collector> by_collector;
};

/// Reads only. Costs a walk through the index of what has ended: a tenth of a second a million.
Metrics metrics(Queue& queue);

}  // namespace perfq

#pragma once

#include <perfq/queue.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfq {

/// What a target's work asks for, and who is there to do it. The same numbers stand in the view
/// `target_demand` of the database.
struct Demand {
  std::string target = {};
  /// Jobs that run and jobs that are queued, each once, without the unplaceable: it does not change
  /// when a worker comes or goes.
  std::int64_t demand = 0;
  std::int64_t queued = 0;  ///< the delayed, those that back off and the unplaceable too
  std::int64_t running = 0;
  /// Queued, and not even a new worker of the target with all sets could take them.
  std::int64_t unplaceable = 0;
  /// Of collectors that can be counted on: not offline, draining, drained or quarantined.
  std::int64_t live_slots = 0;
  /// Of collectors that finish what they run and claim nothing more.
  std::int64_t draining_slots = 0;
};

/// Of the target; all zero where it has neither work nor collectors. `Error{invalid}`: no name.
/// Reads only.
Demand demand(Queue& queue, std::string_view target);
/// Of every target that has work or collectors, by name.
std::vector<Demand> demands(Queue& queue);

/// Within which limits workers are started and stopped.
struct Scaling {
  std::int64_t slots_per_worker = 1;
  std::int64_t min = 0;
  std::optional<std::int64_t> max = {};
};

/// How many workers of the target there should be: enough for its demand, within the limits.
/// `Error{invalid}`: no slots per worker, a negative limit, or a greatest that is below the least.
std::int64_t desired_workers(const Demand& demand, const Scaling& scaling);

}  // namespace perfq

#pragma once

#include "store/context.hpp"
#include "store/value.hpp"

#include <perfq/queue.hpp>

#include <optional>
#include <span>
#include <string_view>

namespace perfq::store {

// In a transaction each.
Change cancel(Context& context, JobId job);
Change retry(Context& context, JobId job);

/// In a transaction: those that have not ended fail for good, whoever holds them; returns how many.
std::size_t write_off(Context& context, std::span<const JobId> jobs, std::string_view reason);

struct PruneQuery {
  microseconds age{};
  std::span<const JobState> states = {};
};

/// In a transaction: at most 500 jobs with all that belongs to them but their events; returns how
/// many it found.
std::int64_t prune_some(Context& context, const PruneQuery& query);
/// In a transaction: after the deletion of events, whose cursors the rows begin with.
void raise_event_floor(Context& context, const Rows& deleted);
/// The cursor of the newest event.
std::int64_t newest_event(Context& context);
/// In a transaction: of the next thousand events after a cursor those that are older and of no job
/// left; besides, unless `only_of_jobs`, of no group left and of neither. Returns the cursor to go
/// on from; none: what follows is younger.
std::optional<std::int64_t> prune_events(Context& context, microseconds age, bool only_of_jobs,
                                         std::int64_t after);
void prune_sessions(Context& context, microseconds age);
std::int64_t count_prunable(Context& context, const PruneQuery& query);
/// In a transaction: terminal jobs with all that belongs to them but their events.
void delete_jobs(Context& context, const std::vector<JobId>& jobs);

}  // namespace perfq::store

#pragma once

#include <perfq/job.hpp>

namespace perfq {

/// A group that waits has no jobs to claim yet; one that runs had a job started.
enum class GroupState { waiting, queued, running, finished, failed, cancelled };

/// Of a finished group: `partial` when a required job did not succeed.
enum class GroupOutcome { none, complete, partial };

std::string_view to_text(GroupState state);
std::string_view to_text(GroupOutcome outcome);
std::optional<GroupState> parse_group_state(std::string_view text);

constexpr bool is_terminal(GroupState state) {
  return state == GroupState::finished || state == GroupState::failed ||
         state == GroupState::cancelled;
}

/// Jobs that finish together: exactly once, in the transaction that ends the last required one. It
/// is `finished` when one of them succeeded, `failed` when none did.
struct Group {
  GroupId id = 0;
  std::string kind;  ///< names its events: `KIND.finished`
  GroupState state = GroupState::queued;
  GroupOutcome outcome = GroupOutcome::none;
  Timestamp created_at{};
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> ended_at;
  int finishes = 0;  ///< more than 1 where its jobs were retried
};

}  // namespace perfq

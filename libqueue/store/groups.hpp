#pragma once

#include "store/context.hpp"

#include <perfq/group.hpp>
#include <perfq/job.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace perfq::store {

/// In a transaction.
GroupId enqueue_group(Context& context, std::string_view kind, std::span<const NewJob> jobs);
GroupId insert_group(Context& context, std::string_view kind, GroupState state);
/// In a transaction. Puts the jobs into a group that has none yet; where none is required all are,
/// and a group without jobs is finished.
std::vector<JobId> fill_group(Context& context, GroupId group, std::span<const NewJob> jobs);

/// In a transaction, until whose end they stay so: `Error{not_found}` or `Error{state}` names the
/// first group of a job that does not exist or has ended.
void require_open_groups(Context& context, std::span<const NewJob> jobs);

std::optional<Group> find_group(Context& context, GroupId group);
std::vector<Job> group_jobs(Context& context, GroupId group);

/// Reads a group from eight columns beginning at `first`; see find_group.
Group group_from(const Row& row, std::size_t first = 0);

}  // namespace perfq::store

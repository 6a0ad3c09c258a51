#include "store/groups.hpp"

#include "core/text.hpp"
#include "store/enqueue.hpp"
#include "store/job_row.hpp"
#include "store/statements.hpp"

#include <perfq/error.hpp>

#include <algorithm>
#include <set>

namespace perfq::store {

GroupId insert_group(Context& context, std::string_view kind, GroupState state) {
  core::require_name("the kind of a group", kind);
  return context.database
      .run(context.sql().insert_group,
           {context.now(), std::string{kind}, std::string{to_text(state)}, std::string{"none"},
            context.actor})
      .front()
      .integer(0);
}

std::vector<JobId> fill_group(Context& context, GroupId group, std::span<const NewJob> jobs) {
  std::vector<NewJob> members(jobs.begin(), jobs.end());
  const bool none_required =
      std::none_of(jobs.begin(), jobs.end(), [](const NewJob& job) { return job.required; });
  for (NewJob& member : members) {
    member.group = group;
    if (none_required) member.required = true;
  }
  std::vector<JobId> ids;
  if (members.empty())
    context.database.run(context.sql().finish_empty_group, {context.now(), group, context.actor});
  else
    for (const Enqueued& enqueued : enqueue(context, members)) {
      if (!enqueued.created)
        throw Error(ErrorKind::conflict, "job " + std::to_string(enqueued.job) +
                                             " bears the unique key of a job of the new group");
      ids.push_back(enqueued.job);
    }
  return ids;
}

GroupId enqueue_group(Context& context, std::string_view kind, std::span<const NewJob> jobs) {
  const GroupId group = insert_group(context, kind, GroupState::queued);
  fill_group(context, group, jobs);
  return group;
}

Group group_from(const Row& row, std::size_t first) {
  Group group;
  group.id = row.integer(first);
  group.kind = row.text(first + 1);
  const std::string state = row.text(first + 2);
  const auto known = parse_group_state(state);
  if (!known)
    throw Error(ErrorKind::bug, "the database holds a group in the unknown state " + state);
  group.state = *known;
  const std::string outcome = row.text(first + 3);
  group.outcome = outcome == "complete"  ? GroupOutcome::complete
                  : outcome == "partial" ? GroupOutcome::partial
                                         : GroupOutcome::none;
  group.created_at = from_us(row.integer(first + 4));
  group.started_at = maybe_time(row, first + 5);
  group.ended_at = maybe_time(row, first + 6);
  group.finishes = static_cast<int>(row.integer(first + 7));
  return group;
}

void require_open_groups(Context& context, std::span<const NewJob> jobs) {
  std::set<GroupId> groups;
  for (const NewJob& job : jobs)
    if (job.group != 0) groups.insert(job.group);
  for (const GroupId group : groups) {
    const Rows rows = context.database.run(context.sql().lock_group, {group});
    const std::string name = "group " + std::to_string(group);
    if (rows.empty()) throw Error(ErrorKind::not_found, "there is no " + name);
    const auto state = parse_group_state(rows.front().text(0));
    if (!state || is_terminal(*state))
      throw Error(ErrorKind::state, name + " is " + rows.front().text(0) +
                                        ": jobs join only a group that has not ended");
  }
}

std::optional<Group> find_group(Context& context, GroupId group) {
  const Rows rows = context.database.run(context.sql().find_group, {group});
  if (rows.empty()) return std::nullopt;
  return group_from(rows.front());
}

std::vector<Job> group_jobs(Context& context, GroupId group) {
  std::vector<Job> jobs;
  for (const Row& row : context.database.run(context.sql().group_jobs, {group}))
    jobs.push_back(job_from(row));
  return jobs;
}

}  // namespace perfq::store

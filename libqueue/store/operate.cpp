#include "store/operate.hpp"

#include "core/text.hpp"
#include "store/job_row.hpp"
#include "store/look.hpp"
#include "store/statements.hpp"

#include <algorithm>

namespace perfq::store {

Change cancel(Context& context, JobId job) {
  auto& database = context.database;
  if (!database.run(context.sql().cancel_queued_job, {context.now(), job, context.actor}).empty())
    return Change::done;
  if (!database.run(context.sql().request_cancel, {job}).empty()) return Change::requested;
  const auto found = find(context, job);
  if (!found) return Change::not_found;
  if (found->state == JobState::running) return Change::requested;
  return found->state == JobState::cancelled ? Change::unchanged : Change::refused;
}

Change retry(Context& context, JobId job) {
  const auto before = find(context, job);
  if (!before) return Change::not_found;
  if (before->state == JobState::queued) return Change::unchanged;
  if (before->state == JobState::running) return Change::refused;
  const Rows retried =
      context.database.run(context.sql().retry_job, {context.now(), job, context.actor});
  if (retried.empty()) {
    const auto now = find(context, job);
    return now && is_terminal(now->state) ? Change::conflict : Change::unchanged;
  }
  if (before->state == JobState::succeeded) context.database.run(context.sql().forget_steps, {job});
  const Row& row = retried.front();
  if (!row.is_null(0) && row.flag(1))
    context.database.run(context.sql().reopen_group,
                         {context.now(), row.integer(0), context.actor});
  return Change::done;
}

std::size_t write_off(Context& context, std::span<const JobId> jobs, std::string_view reason) {
  std::vector<Values> rows;
  for (const JobId job : jobs) rows.push_back({job});
  if (rows.empty()) return 0;
  const Values shared{context.now(), context.actor, core::clean(reason, core::error_limit_bytes)};
  return context.database.run_each(context.sql().write_off_job, shared, rows).size();
}

namespace {

constexpr std::int64_t jobs_at_a_time = 500;
constexpr std::int64_t events_at_a_time = 1000;

// Three places for the states; one that is not asked for repeats another.
void add_states(Values& values, std::span<const JobState> states) {
  static constexpr std::array all{JobState::succeeded, JobState::failed, JobState::cancelled};
  const std::span<const JobState> wanted = states.empty() ? std::span<const JobState>{all} : states;
  for (std::size_t i = 0; i < all.size(); ++i)
    values.emplace_back(std::string{to_text(wanted[std::min(i, wanted.size() - 1)])});
}

}  // namespace

void delete_jobs(Context& context, const std::vector<JobId>& jobs) {
  std::vector<Values> rows;
  for (const JobId job : jobs) rows.push_back({job});
  if (rows.empty()) return;
  context.database.run_each(context.sql().delete_job, {}, rows);
}

std::int64_t prune_some(Context& context, const PruneQuery& query) {
  Values values{context.now(), query.age.count(), jobs_at_a_time};
  add_states(values, query.states);
  std::vector<JobId> jobs;
  for (const Row& row : context.database.run(context.sql().prunable_jobs, values))
    jobs.push_back(row.integer(0));
  delete_jobs(context, jobs);
  return static_cast<std::int64_t>(jobs.size());
}

void raise_event_floor(Context& context, const Rows& deleted) {
  std::int64_t newest = 0;
  for (const Row& row : deleted) newest = std::max(newest, row.integer(0));
  if (newest > 0) context.database.run(context.sql().raise_event_floor, {newest});
}

std::int64_t newest_event(Context& context) {
  return context.database.run(context.sql().event_bounds, {}).front().integer(1);
}

std::optional<std::int64_t> prune_events(Context& context, microseconds age, bool only_of_jobs,
                                         std::int64_t after) {
  auto& database = context.database;
  const Rows next = database.run(context.sql().next_old_events,
                                 {context.now(), age.count(), after, events_at_a_time});
  if (next.empty()) return std::nullopt;
  const std::int64_t last = next.front().integer(0);
  raise_event_floor(
      context, database.run(context.sql().prune_events,
                            {context.now(), age.count(), after, last, std::int64_t{only_of_jobs}}));
  return last;
}

void prune_sessions(Context& context, microseconds age) {
  context.database.run(context.sql().prune_sessions, {context.now(), age.count()});
}

std::int64_t count_prunable(Context& context, const PruneQuery& query) {
  Values values{context.now(), query.age.count()};
  add_states(values, query.states);
  return context.database.run(context.sql().count_prunable_jobs, values).front().integer(0);
}

}  // namespace perfq::store

#include "bench/request_row.hpp"
#include "service/queue_impl.hpp"
#include "store/groups.hpp"
#include "store/operate.hpp"
#include "store/statements.hpp"

#include <algorithm>
#include <array>

namespace perfq {

using store::Context;
using store::Row;
using store::Values;

namespace {

// Small transactions, so that claims go on between them.
constexpr std::int64_t requests_at_a_time = 20;
constexpr std::int64_t jobs_at_a_time = 500;
constexpr std::array terminal_states{GroupState::finished, GroupState::failed,
                                     GroupState::cancelled};

std::int64_t delete_request(Context& context, GroupId group) {
  auto& database = context.database;
  store::raise_event_floor(context, database.run(context.sql().delete_group_events, {group}));
  const auto jobs = database.run(context.sql().delete_group_jobs, {group}).size();
  database.run(context.sql().delete_request, {group});
  database.run(context.sql().delete_group, {group});
  return static_cast<std::int64_t>(jobs);
}

Change prune_request(Context& context, std::string_view sha) {
  const bench::RequestRow request = bench::resolve_request(context, sha);
  context.database.run(context.sql().lock_request_jobs, {request.group.id});
  if (!is_terminal(request.group.state)) return Change::refused;
  const auto jobs = store::group_jobs(context, request.group.id);
  if (!std::all_of(jobs.begin(), jobs.end(), [](const Job& job) { return is_terminal(job.state); }))
    return Change::refused;
  delete_request(context, request.group.id);
  return Change::done;
}

Values with_states(Values values, const std::vector<std::string>& states) {
  values.insert(values.end(), states.begin(), states.end());
  return values;
}

/// What one prune looks for. Three places for the states; one that is not asked for repeats
/// another.
struct Prunable {
  microseconds age{};
  std::vector<std::string> request_states;
  std::vector<std::string> job_states;  ///< of jobs of no request
};

Prunable prunable(microseconds age, std::span<const GroupState> asked) {
  constexpr std::array<std::string_view, 3> job_names{"succeeded", "failed", "cancelled"};
  if (age < microseconds{0}) throw Error(ErrorKind::invalid, "the age is negative");
  Prunable what;
  what.age = age;
  const std::span<const GroupState> wanted = asked.empty() ? terminal_states : asked;
  for (std::size_t i = 0; i < std::max(wanted.size(), terminal_states.size()); ++i) {
    const GroupState state = wanted[std::min(i, wanted.size() - 1)];
    const auto* const place = std::find(terminal_states.begin(), terminal_states.end(), state);
    if (place == terminal_states.end())
      throw Error(ErrorKind::invalid, "a request that is " + std::string{to_text(state)} +
                                          " is never pruned: cancel it first");
    if (i >= terminal_states.size()) continue;
    what.request_states.emplace_back(to_text(state));
    what.job_states.emplace_back(
        job_names[static_cast<std::size_t>(place - terminal_states.begin())]);
  }
  return what;
}

struct Pruned {
  bool any = false;
  std::int64_t jobs = 0;
};

Pruned prune_requests(Context& context, const Prunable& what) {
  const Values query =
      with_states({context.now(), what.age.count(), requests_at_a_time}, what.request_states);
  Pruned pruned;
  for (const Row& row : context.database.run(context.sql().prunable_requests, query)) {
    pruned.any = true;
    pruned.jobs += delete_request(context, row.integer(0));
  }
  return pruned;
}

Pruned prune_other_jobs(Context& context, const Prunable& what) {
  const Values query =
      with_states({context.now(), what.age.count(), jobs_at_a_time}, what.job_states);
  std::vector<JobId> jobs;
  for (const Row& row : context.database.run(context.sql().prunable_other_jobs, query))
    jobs.push_back(row.integer(0));
  store::delete_jobs(context, jobs);
  return {!jobs.empty(), static_cast<std::int64_t>(jobs.size())};
}

std::int64_t count_prunable(Context& context, const Prunable& what) {
  const auto count = [&](const store::Statement& statement,
                         const std::vector<std::string>& states) {
    const Values query = with_states({context.now(), what.age.count()}, states);
    return context.database.run(statement, query).front().integer(0);
  };
  return count(context.sql().count_prunable_request_jobs, what.request_states) +
         count(context.sql().count_prunable_other_jobs, what.job_states);
}

}  // namespace

Change Fleet::prune(std::string_view sha) {
  return queue_->impl().write(Repeat::unsafe,
                              [&](Context& context) { return prune_request(context, sha); });
}

std::int64_t Fleet::prune(microseconds age, std::span<const GroupState> states, bool dry_run) {
  const Prunable what = prunable(age, states);
  auto& queue = queue_->impl();
  if (dry_run) return queue.read([&](Context& context) { return count_prunable(context, what); });
  std::int64_t jobs = 0;
  const auto until_none = [&](auto prune_some) {
    while (true) {
      const Pruned pruned =
          queue.write(Repeat::safe, [&](Context& context) { return prune_some(context, what); });
      if (!pruned.any) return;
      jobs += pruned.jobs;
    }
  };
  until_none(prune_requests);
  until_none(prune_other_jobs);
  queue.prune_traces(age, !states.empty());
  return jobs;
}

}  // namespace perfq

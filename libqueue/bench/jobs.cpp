#include "bench/bench_job.hpp"
#include "bench/request_row.hpp"
#include "service/queue_impl.hpp"
#include "store/groups.hpp"
#include "store/look.hpp"
#include "store/statements.hpp"
#include "store/steps.hpp"

#include <set>

namespace perfq {

using store::Context;
using store::Row;

namespace {

bool is_late(const Job& job, const Group& group) {
  return job.ended_at && group.ended_at && *job.ended_at > *group.ended_at;
}

std::vector<JobStatus> jobs_of(Context& context, const Group& group) {
  const GroupId request = group.id;
  std::vector<JobStatus> jobs;
  std::map<JobId, std::size_t> place;
  for (Job& job : store::group_jobs(context, request)) {
    place[job.id] = jobs.size();
    const bool late = is_late(job, group);
    jobs.push_back({.job = std::move(job), .late = late, .bench = {}, .attempts = {}, .steps = {}});
  }
  auto& database = context.database;
  for (const Row& row : database.run(context.sql().attempts_of_group, {request}))
    if (const auto at = place.find(row.integer(0)); at != place.end())
      jobs[at->second].attempts.push_back(store::attempt_from(row));
  for (const Row& row : database.run(context.sql().steps_of_group, {request}))
    if (const auto at = place.find(row.integer(7)); at != place.end())
      jobs[at->second].steps.push_back(store::step_from(row));
  auto described = bench::bench_jobs_of(context, request);
  for (JobStatus& status : jobs) {
    store::add_running_attempt(status.job, status.attempts);
    if (auto found = described.extract(status.job.id)) status.bench = std::move(found.mapped());
  }
  return jobs;
}

// An artifact that only a child's request has jobs of is known by those.
std::string artifact_of(Context& context, std::string_view prefix) {
  try {
    return bench::resolve(context, prefix);
  } catch (const Error& error) {
    const std::string text{prefix};
    const store::Rows known =
        context.database.run(context.sql().find_artifact_by_prefix, {text, text + "~"});
    if (error.kind() != ErrorKind::not_found || known.size() != 1) throw;
    return known.front().text(0);
  }
}

ResultRow result_of(JobStatus&& status) {
  ResultRow row;
  row.sha = status.bench ? status.bench->sha : std::string{};
  row.job = status.job.id;
  row.bench = status.bench.value_or(BenchJob{});
  row.state = status.job.state;
  row.collector = status.job.worker;
  row.attempts = static_cast<int>(status.attempts.size());
  row.result_json = std::move(status.job.result);
  row.late = status.late;
  row.steps = std::move(status.steps);
  return row;
}

}  // namespace

std::vector<JobStatus> Fleet::jobs(std::string_view sha) {
  return queue_->impl().read([&](Context& context) {
    return jobs_of(context, bench::resolve_request(context, sha).group);
  });
}

JobStatus Fleet::job(JobId job) {
  return queue_->impl().read([&](Context& context) {
    auto found = store::find(context, job);
    if (!found) throw Error(ErrorKind::not_found, "no job " + std::to_string(job));
    const auto group = found->group != 0 ? store::find_group(context, found->group) : std::nullopt;
    const bool late = group && is_late(*found, *group);
    JobStatus status{
        .job = std::move(*found), .late = late, .bench = {}, .attempts = {}, .steps = {}};
    auto described = bench::describe(context, std::span{&job, 1});
    if (!described.empty()) status.bench = std::move(described.begin()->second);
    status.attempts = store::attempts(context, job);
    status.steps = store::steps(context, job);
    return status;
  });
}

std::vector<ResultRow> Fleet::results(std::string_view sha) {
  return queue_->impl().read([&](Context& context) {
    const std::string artifact = artifact_of(context, sha);
    std::vector<ResultRow> rows;
    for (const Row& group : context.database.run(context.sql().groups_about, {artifact}))
      for (JobStatus& status : jobs_of(context, *store::find_group(context, group.integer(0))))
        if (status.bench && status.bench->sha == artifact)
          rows.push_back(result_of(std::move(status)));
    return rows;
  });
}

std::vector<std::string> Fleet::shas_of(std::span<const Event> events) {
  std::set<GroupId> groups;
  for (const Event& event : events)
    if (event.group != 0) groups.insert(event.group);
  std::map<GroupId, std::string> sha_of;
  if (!groups.empty())
    sha_of = queue_->impl().read([&](Context& context) {
      std::vector<store::Values> rows;
      for (const GroupId group : groups) rows.push_back({group});
      std::map<GroupId, std::string> found;
      for (const Row& row : context.database.run_each(context.sql().shas_of_groups, {}, rows))
        found.emplace(row.integer(0), row.text(1));
      return found;
    });
  std::vector<std::string> shas;
  for (const Event& event : events) {
    const auto found = sha_of.find(event.group);
    shas.push_back(found == sha_of.end() ? std::string{} : found->second);
  }
  return shas;
}

}  // namespace perfq

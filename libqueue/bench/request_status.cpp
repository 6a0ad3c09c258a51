#include "bench/request_status.hpp"

#include "bench/bad_artifact.hpp"
#include "bench/estimates.hpp"
#include "bench/job_counts.hpp"
#include "bench/position.hpp"
#include "bench/reason.hpp"
#include "bench/split.hpp"
#include "store/statements.hpp"

#include <algorithm>

namespace perfq::bench {

namespace {

std::string state_of(const JobCounts& jobs) {
  if (jobs.queued == jobs.total) return "queued";
  if (jobs.queued + jobs.running > 0) return "running";
  if (jobs.succeeded > 0) return "finished";
  return jobs.failed > 0 ? "failed" : "cancelled";
}

std::vector<TargetStatus> targets(std::span<const JobCount> counts) {
  std::map<std::string, JobCounts> by_target;
  for (const JobCount& count : counts) add(by_target[target_of(count.queue)], count);
  std::vector<TargetStatus> statuses;
  for (const auto& [target, jobs] : by_target) statuses.push_back({target, state_of(jobs), jobs});
  return statuses;
}

// Of those that have ended so far.
std::vector<std::string> missing(store::Context& context, const RequestStatus& request) {
  const bool all_well = request.group.outcome == GroupOutcome::complete ||
                        (request.jobs.failed + request.jobs.cancelled == 0 &&
                         request.group.outcome == GroupOutcome::none);
  std::vector<std::string> benchmarks;
  if (all_well) return benchmarks;
  for (const store::Row& row :
       context.database.run(context.sql().missing_benchmarks, {request.group.id}))
    benchmarks.push_back(row.text(0));
  return benchmarks;
}

RequestStatus status_of(const RequestRow& request, std::span<const JobCount> counts) {
  RequestStatus status;
  status.group = request.group;
  status.sha = request.sha;
  status.kind = request.kind;
  status.parent = request.parent;
  status.pr = request.pr;
  status.date = request.date;
  status.priority = request.priority;
  status.suite = request.suite;
  status.suite_version = request.suite_version;
  status.pinned_version = request.pinned_version;
  status.jobs = sum(counts);
  status.targets = targets(counts);
  if (status.jobs.required > 0)
    status.progress = static_cast<double>(status.jobs.required_ended) / status.jobs.required;
  else
    status.progress = request.group.state == GroupState::finished ? 1 : 0;
  return status;
}

std::vector<GroupId> groups_of(std::span<const RequestRow> requests, bool only_queued) {
  std::vector<GroupId> groups;
  for (const RequestRow& request : requests)
    if (!only_queued || request.group.state == GroupState::queued)
      groups.push_back(request.group.id);
  return groups;
}

}  // namespace

std::vector<RequestStatus> request_statuses(store::Context& context,
                                            std::span<const RequestRow> requests,
                                            std::span<const Collector> collectors, Timestamp now) {
  const auto counts = count_jobs(context, groups_of(requests, false));
  const auto bad = bad_artifacts(context, groups_of(requests, false));
  const auto placed = positions(context, groups_of(requests, true));
  const bool any_open =
      std::any_of(requests.begin(), requests.end(),
                  [](const RequestRow& request) { return !is_terminal(request.group.state); });
  const auto ends =
      any_open ? expected_ends(context, collectors) : std::map<GroupId, ExpectedEnd>{};
  std::vector<RequestStatus> statuses;
  for (const RequestRow& request : requests) {
    std::span<const JobCount> own;
    if (const auto found = counts.find(request.group.id); found != counts.end())
      own = found->second;
    std::optional<Position> position;
    if (const auto found = placed.find(request.group.id); found != placed.end())
      position = found->second;
    RequestStatus status = status_of(request, own);
    if (position) status.position = position->place;
    status.missing = missing(context, status);
    status.reason = reason(status, own, position);
    if (const auto found = bad.find(request.group.id); found != bad.end())
      status.reason = reason_with(status, found->second);
    status.problem = problem(status, own, collectors);
    if (!is_terminal(status.group.state))
      status.eta = eta_of(ends, request.group.id, status.jobs, now);
    statuses.push_back(std::move(status));
  }
  return statuses;
}

}  // namespace perfq::bench

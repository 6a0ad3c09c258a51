#include "facts.hpp"
#include "print.hpp"
#include "print_attempts.hpp"
#include "table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace perfq::cli {

namespace {

std::string times(const Group& group, Timestamp now) {
  auto text = "enqueued " + format_time(group.created_at);
  if (group.started_at) {
    text += ", ran for " + age(*group.started_at, group.ended_at.value_or(now));
  }
  if (group.ended_at) text += ", ended " + format_time(*group.ended_at);
  return text;
}

std::string counts(const JobCounts& jobs) {
  std::vector<std::string> parts;
  const auto add = [&](int count, std::string_view name) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, name));
  };
  add(jobs.running, "running");
  add(jobs.queued, "queued");
  add(jobs.succeeded, "succeeded");
  add(jobs.failed, "failed");
  add(jobs.cancelled, "cancelled");
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string request_facts(const RequestStatus& request, Timestamp now, const Terminal& terminal) {
  const auto& group = request.group;
  std::string state{to_text(group.state)};
  if (group.outcome != GroupOutcome::none) state += fmt::format(", {}", to_text(group.outcome));
  Facts facts;
  facts.add("request", {request.sha, Colour::bold});
  facts.add("kind", {fmt::format("{}, priority {}", to_text(request.kind), request.priority)});
  facts.add("pull request", {request.pr ? fmt::format("#{}", *request.pr) : ""});
  facts.add("parent", {request.parent});
  facts.add("state", {state, colour_of(group.state)});
  facts.add("position", {request.position ? std::to_string(*request.position) : ""});
  facts.add("reason", {request.reason});
  facts.add("pinned to", {request.pinned_version});
  facts.add("problem", {request.problem.value_or(""), Colour::yellow});
  facts.add("times", {times(group, now)});
  facts.add("jobs", {counts(request.jobs)});
  facts.add("progress", {bar(request.progress, bar_columns, terminal) +
                         fmt::format(" {:.0f} %", request.progress * 100)});
  facts.add("done in", {request.eta ? age(now, *request.eta) : ""});
  facts.add("missing", {missing_of(request), Colour::yellow});
  return facts.text(terminal);
}

}  // namespace

std::string print_request(const RequestStatus& request, const std::vector<JobStatus>& jobs,
                          Timestamp now, const Terminal& terminal) {
  Table table{{{"JOB", true},
               {"KIND", false, narrow},
               {"TARGET", false, narrow},
               {"SET", true},
               {"BACKEND", false, narrow},
               {"PROFILE", false, narrow},
               {"STATE"},
               {"WORKER", false, narrow},
               {"ERROR", false, narrow}}};
  auto attempts = attempts_table();
  for (const auto& status : jobs) {
    const auto& job = status.job;
    const auto bench = status.bench.value_or(BenchJob{});
    table.add({{std::to_string(job.id)},
               {job.kind},
               {bench.target},
               {std::to_string(bench.set)},
               {bench.backend},
               {bench.profile},
               {std::string{to_text(job.state)}, colour_of(job.state)},
               {job.worker},
               {job.error}});
    add_attempts(attempts, status);
  }
  return request_facts(request, now, terminal) + section(table.text(terminal)) +
         section(attempts.text(terminal));
}

}  // namespace perfq::cli

#include "bench/suite/split.hpp"

#include "bench/suite/selection.hpp"

#include <algorithm>

namespace perfq::suites {

namespace {

std::vector<std::string> fixed_or(const std::optional<std::string>& fixed,
                                  const std::vector<std::string>& selected) {
  return fixed ? std::vector{*fixed} : selected;
}

std::vector<int> sets_of(const SuiteKind& kind, const SuiteTarget& target) {
  if (kind.set) return {*kind.set};
  std::vector<int> sets;
  for (std::size_t i = 0; i < target.sets.size(); ++i) sets.push_back(static_cast<int>(i));
  return sets;
}

// What the jobs of one set of one target have in common.
PlannedJob lane_job(const Suite& suite, const SuiteKind& kind, const std::string& name, int set) {
  const SuiteTarget& target = suite.targets.at(name);
  PlannedJob job;
  job.bench.kind = kind.name;
  job.bench.target = name;
  job.bench.set = set;
  job.bench.benchmarks = target.sets.at(static_cast<std::size_t>(set));
  job.required = !target.optional;
  if (const auto found = suite.timeouts.find(kind.name); found != suite.timeouts.end())
    job.time_limit = found->second;
  job.estimate = estimate_of(suite, job.bench.benchmarks);
  return job;
}

void split_kind(const Suite& suite, const SuiteKind& kind, const Selection& selected,
                std::vector<PlannedJob>& jobs) {
  for (const std::string& target : fixed_or(kind.target, selected.targets))
    for (const int set : sets_of(kind, suite.targets.at(target))) {
      PlannedJob job = lane_job(suite, kind, target, set);
      for (const std::string& backend : fixed_or(kind.backend, selected.backends))
        for (const std::string& profile : fixed_or(kind.profile, selected.profiles)) {
          job.bench.backend = backend;
          job.bench.profile = profile;
          jobs.push_back(job);
        }
    }
}

}  // namespace

std::optional<microseconds> estimate_of(const Suite& suite,
                                        const std::vector<std::string>& benchmarks) {
  microseconds sum{0};
  for (const std::string& benchmark : benchmarks) {
    const auto found = suite.durations.find(benchmark);
    if (found == suite.durations.end()) return std::nullopt;
    sum += found->second;
  }
  return sum;
}

std::vector<PlannedJob> split(const Suite& suite, RequestKind request_kind,
                              const Selection& asked) {
  const Selection selected = select(suite, asked);
  std::vector<PlannedJob> jobs;
  for (const SuiteKind& kind : suite.kinds)
    if (!kind.skip_for.contains(request_kind)) split_kind(suite, kind, selected, jobs);
  for (PlannedJob& job : jobs) job.bench.request_kind = request_kind;
  const bool any_required =
      std::any_of(jobs.begin(), jobs.end(), [](const PlannedJob& job) { return job.required; });
  for (PlannedJob& job : jobs) job.required = job.required || !any_required;
  return jobs;
}

}  // namespace perfq::suites

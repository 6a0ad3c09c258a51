#include "bench/split.hpp"

#include "bench/suite/selection.hpp"
#include "bench/suite/split.hpp"

namespace perfq::bench {

namespace {

constexpr std::string_view queue_prefix = "bench/";

std::vector<std::string> or_else(const std::vector<std::string>& named, const std::string& none) {
  return named.empty() ? std::vector{none} : named;
}

Part part_of(const RequestRow& request, const suites::PlannedJob& planned) {
  Part part;
  part.bench = planned.bench;
  part.bench.sha = request.sha;
  part.bench.parent = request.parent;
  part.job.queue = queue_of(part.bench.target);
  part.job.kind = part.bench.kind;
  part.job.priority = request.lifted_priority;
  part.job.rank = request.rank;
  part.job.affinity = std::to_string(part.bench.set);
  part.job.required = planned.required;
  part.job.max_attempts = request.max_attempts;
  if (const auto limit = request.time_limit ? request.time_limit : planned.time_limit)
    part.job.time_limit = *limit;
  part.job.group = request.group.id;
  return part;
}

std::vector<suites::PlannedJob> combinations(const RequestRow& request) {
  suites::PlannedJob planned;
  planned.bench.request_kind = request.kind;
  planned.bench.kind = "bench";
  const Selection selected = selection_of(request, nullptr);
  std::vector<suites::PlannedJob> jobs;
  for (const std::string& target : selected.targets)
    for (const std::string& backend : selected.backends)
      for (const std::string& profile : selected.profiles) {
        planned.bench.target = target;
        planned.bench.backend = backend;
        planned.bench.profile = profile;
        jobs.push_back(planned);
      }
  return jobs;
}

}  // namespace

std::vector<Part> split(const RequestRow& request, const Suite* suite) {
  const Selection named{request.targets, request.backends, request.profiles};
  std::vector<Part> parts;
  for (const suites::PlannedJob& planned :
       suite != nullptr ? suites::split(*suite, request.kind, named) : combinations(request))
    parts.push_back(part_of(request, planned));
  return parts;
}

Selection selection_of(const RequestRow& request, const Suite* suite) {
  if (suite != nullptr)
    return suites::select(*suite, {request.targets, request.backends, request.profiles});
  return {or_else(request.targets, this_machine_target()), or_else(request.backends, "default"),
          or_else(request.profiles, "default")};
}

std::string queue_of(std::string_view target) {
  return std::string{queue_prefix}.append(target);
}

std::string target_of(std::string_view queue) {
  return queue.starts_with(queue_prefix) ? std::string{queue.substr(queue_prefix.size())}
                                         : std::string{};
}

}  // namespace perfq::bench

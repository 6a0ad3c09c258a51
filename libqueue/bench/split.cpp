#include "bench/split.hpp"

namespace perfq::bench {

namespace {

constexpr std::string_view queue_prefix = "bench/";

std::vector<std::string> or_else(const std::vector<std::string>& named, const std::string& none) {
  return named.empty() ? std::vector{none} : named;
}

Part part_of(const RequestRow& request, const BenchJob& bench) {
  Part part;
  part.bench = bench;
  part.job.queue = queue_of(bench.target);
  part.job.kind = bench.kind;
  part.job.priority = request.lifted_priority;
  part.job.rank = request.rank;
  part.job.affinity = std::to_string(bench.set);
  part.job.max_attempts = request.max_attempts;
  part.job.time_limit = request.time_limit;
  part.job.group = request.group.id;
  return part;
}

}  // namespace

std::vector<Part> split(const RequestRow& request) {
  BenchJob bench;
  bench.sha = request.sha;
  bench.parent = request.parent;
  bench.request_kind = request.kind;
  bench.kind = "bench";
  std::vector<Part> parts;
  for (const std::string& target : targets_of(request))
    for (const std::string& backend : backends_of(request))
      for (const std::string& profile : profiles_of(request)) {
        bench.target = target;
        bench.backend = backend;
        bench.profile = profile;
        parts.push_back(part_of(request, bench));
      }
  return parts;
}

std::vector<std::string> targets_of(const RequestRow& request) {
  return or_else(request.targets, this_machine_target());
}

std::vector<std::string> backends_of(const RequestRow& request) {
  return or_else(request.backends, "default");
}

std::vector<std::string> profiles_of(const RequestRow& request) {
  return or_else(request.profiles, "default");
}

std::string queue_of(std::string_view target) {
  return std::string{queue_prefix}.append(target);
}

std::string target_of(std::string_view queue) {
  return queue.starts_with(queue_prefix) ? std::string{queue.substr(queue_prefix.size())}
                                         : std::string{};
}

}  // namespace perfq::bench

#include "bench/quarantine.hpp"

#include "bench/bad_artifact.hpp"
#include "bench/lists.hpp"
#include "store/quarantine.hpp"
#include "store/statements.hpp"

#include <set>

namespace perfq::bench {

namespace {

using store::Context;

constexpr std::size_t most_in_a_row = 3;

std::vector<Artifact> in_a_row(Context& context, const std::string& collector) {
  std::vector<Artifact> artifacts;
  for (const store::Row& row :
       context.database.run(context.sql().bad_artifacts_in_a_row, {collector}))
    artifacts.push_back({row.integer(0), row.text(1), row.text(2)});
  return artifacts;
}

std::set<GroupId> requests_of(const std::vector<Artifact>& artifacts) {
  std::set<GroupId> requests;
  for (const Artifact& artifact : artifacts) requests.insert(artifact.request);
  return requests;
}

std::string why(const std::vector<Artifact>& artifacts, std::size_t requests) {
  std::vector<std::string> shas;
  for (const Artifact& artifact : artifacts) shas.push_back(artifact.sha);
  return "it called the artifacts of " + std::to_string(requests) + " requests bad in a row (" +
         join(without_repeats(shas)) + ")";
}

}  // namespace

void lock_judged_jobs(Context& context, const std::string& collector, GroupId request) {
  std::set<GroupId> requests = requests_of(in_a_row(context, collector));
  requests.insert(request);
  for (const GroupId each : requests) context.database.run(context.sql().lock_request_jobs, {each});
}

void quarantine_suspect(Context& context, const CollectorRow& collector) {
  if (!collector.serves()) return;
  const auto artifacts = in_a_row(context, collector.data.id);
  const std::size_t requests = requests_of(artifacts).size();
  const bool quarantined = collector.worker_state == "quarantined" && !collector.quarantined_until;
  if (requests < most_in_a_row && !quarantined) return;
  if (!quarantined) store::quarantine_worker(context, collector.data.id, why(artifacts, requests));
  for (const Artifact& artifact : artifacts) put_back(context, artifact);
}

void count_bad_artifacts_anew(Context& context, const std::string& collector) {
  context.database.run(context.sql().count_bad_artifacts_anew, {collector});
}

}  // namespace perfq::bench

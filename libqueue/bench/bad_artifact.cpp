#include "bench/bad_artifact.hpp"

#include "core/text.hpp"
#include "store/operate.hpp"
#include "store/statements.hpp"

namespace perfq::bench {

namespace {

using store::Context;
using store::Row;

constexpr std::string_view is_bad = "the artifact is bad";
constexpr std::size_t longest_told_bytes = 200;

store::Values key_of(const Artifact& artifact) {
  return {artifact.request, artifact.sha, artifact.target};
}

std::vector<JobId> ids_of(const store::Rows& rows) {
  std::vector<JobId> jobs;
  for (const Row& row : rows) jobs.push_back(row.integer(0));
  return jobs;
}

std::string told(const BadArtifact& bad, const std::string& sha) {
  const Artifact& artifact = bad.artifact;
  const std::string what =
      artifact.sha == sha ? "its artifact" : "the artifact of its parent " + artifact.sha;
  const std::string_view error = std::string_view{bad.error}.substr(is_bad.size());
  return what + " is bad for " + artifact.target +
         core::clean(error.substr(0, error.find('\n')), longest_told_bytes);
}

}  // namespace

std::string artifact_error(std::string_view error) {
  std::string text{is_bad};
  if (!error.empty()) text.append(": ").append(error);
  return core::clean(text, core::error_limit_bytes);
}

void write_off(Context& context, const Artifact& artifact, const std::string& collector,
               const std::string& error) {
  auto& database = context.database;
  database.run(context.sql().note_bad_artifact,
               {context.now(), artifact.request, artifact.sha, artifact.target, collector, error});
  const auto open = ids_of(database.run(context.sql().open_jobs_of_artifact, key_of(artifact)));
  store::write_off(context, open, error);
}

void put_back(Context& context, const Artifact& artifact) {
  auto& database = context.database;
  for (const JobId job :
       ids_of(database.run(context.sql().failed_jobs_of_artifact, key_of(artifact))))
    store::retry(context, job);
  database.run(context.sql().forget_bad_artifact, key_of(artifact));
}

std::map<GroupId, std::vector<BadArtifact>> bad_artifacts(Context& context,
                                                          std::span<const GroupId> requests) {
  std::vector<store::Values> rows;
  for (const GroupId request : requests) rows.push_back({request});
  std::map<GroupId, std::vector<BadArtifact>> bad;
  if (rows.empty()) return bad;
  for (const Row& row :
       context.database.run_each(context.sql().bad_artifacts_of_requests, {}, rows))
    bad[row.integer(0)].push_back({{row.integer(0), row.text(1), row.text(2)},
                                   row.text(3),
                                   static_cast<int>(row.integer(4))});
  return bad;
}

std::string reason_with(const RequestStatus& request, std::span<const BadArtifact> bad) {
  std::string artifacts;
  int jobs = 0;
  for (const BadArtifact& one : bad) {
    artifacts += (artifacts.empty() ? "" : "; ") + told(one, request.sha);
    jobs += one.jobs;
  }
  if (artifacts.empty()) return request.reason;
  const bool all = request.group.state == GroupState::failed && jobs == request.jobs.total;
  return all ? artifacts : request.reason + "; " + artifacts;
}

}  // namespace perfq::bench

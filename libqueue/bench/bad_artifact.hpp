#pragma once

#include "store/context.hpp"

#include <perfq/fleet.hpp>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace perfq::bench {

/// What is benchmarked on one target: that of a request, or of a parent of its.
struct Artifact {
  GroupId request = 0;
  std::string sha;
  std::string target;
};

/// What the jobs of a bad one bear as their error.
std::string artifact_error(std::string_view error);

/// In a transaction: the jobs of it that have not ended fail for good, and it is noted who called
/// it bad.
void write_off(store::Context& context, const Artifact& artifact, const std::string& collector,
               const std::string& error);

/// In a transaction that has locked its jobs: those that failed by that are queued again, and
/// nothing is noted of it.
void put_back(store::Context& context, const Artifact& artifact);

/// An artifact that jobs failed by.
struct BadArtifact {
  Artifact artifact;
  std::string error;
  int jobs = 0;
};

std::map<GroupId, std::vector<BadArtifact>> bad_artifacts(store::Context& context,
                                                          std::span<const GroupId> requests);

/// The request's reason, and which of its artifacts are bad for what target.
std::string reason_with(const RequestStatus& request, std::span<const BadArtifact> bad);

}  // namespace perfq::bench

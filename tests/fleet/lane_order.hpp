#pragma once

#include "fleet/history.hpp"

#include <map>
#include <string>
#include <vector>

namespace perfq::test {

struct JobOfRequest {
  std::string sha;
  std::string lane;  ///< target and set
  bool required = true;
};

/// What was asked for, which the log does not repeat.
struct Plan {
  std::map<std::int64_t, JobOfRequest> jobs;
  std::map<std::string, std::string> parents;  ///< by child
};

/// Each breach of what requests of one priority and a steady set of collectors are promised: a lane
/// stays with one collector, which gets its own interrupted jobs first and parents before children,
/// and a request ends no sooner than its required jobs.
std::vector<std::string> order_faults_in(const History& history, const Plan& plan);

}  // namespace perfq::test

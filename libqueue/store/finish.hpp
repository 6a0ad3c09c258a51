#pragma once

#include "core/ending.hpp"
#include "store/context.hpp"

#include <perfq/lease.hpp>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace perfq::store {

/// A decided end of one attempt, as it is written.
struct Finish {
  Lease lease;
  core::Decision decision;
  std::string error = {};
  std::string result_json = {};
  microseconds avoid{0};
  /// The sweep's: only while the lease has still run out at the write.
  bool only_lapsed = false;
};

/// A token as it can be looked for: one that no database could hold is nobody's.
std::string token_of(const Lease& lease);

using JobAndToken = std::pair<JobId, std::string>;

/// What `finish_job` takes besides the time and the actor, in one order everywhere, so that two
/// batches over the same jobs can't wait for each other.
std::vector<Values> finish_rows(const std::vector<Finish>& ends);

/// What it answered; notes whether somebody waits for any of the jobs.
std::set<JobAndToken> ended_by(Context& context, const Rows& rows);

/// Writes the ends whose leases are still held; returns those.
std::set<JobAndToken> finish(Context& context, const std::vector<Finish>& ends);

}  // namespace perfq::store

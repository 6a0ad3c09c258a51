#pragma once

#include "core/ending.hpp"
#include "store/context.hpp"

#include <perfq/lease.hpp>

#include <string>
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

/// Writes the ends whose leases are still held; returns the jobs of those.
std::vector<JobId> finish(Context& context, const std::vector<Finish>& ends);

}  // namespace perfq::store

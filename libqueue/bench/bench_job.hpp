#pragma once

#include "store/context.hpp"

#include <perfq/fleet.hpp>

#include <map>
#include <span>

namespace perfq::bench {

// What jobs are about; those that no request made are left out.

std::map<JobId, BenchJob> describe(store::Context& context, std::span<const JobId> jobs);
std::map<JobId, BenchJob> bench_jobs_of(store::Context& context, GroupId request);

}  // namespace perfq::bench

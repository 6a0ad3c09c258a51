#pragma once

#include "bench/forecast.hpp"
#include "store/context.hpp"

#include <perfq/fleet.hpp>

#include <span>

namespace perfq::bench {

/// When requests will be done, reckoned from now: measured durations, lanes worked off by the
/// collectors that can be counted on. Jobs too far back in a lane are not reckoned with.
std::map<GroupId, ExpectedEnd> expected_ends(store::Context& context,
                                             std::span<const Collector> collectors);

/// When a request with so many required jobs still open will be done; nothing: nobody can tell.
std::optional<Timestamp> eta_of(const std::map<GroupId, ExpectedEnd>& ends, GroupId group,
                                const JobCounts& jobs, Timestamp now);

}  // namespace perfq::bench

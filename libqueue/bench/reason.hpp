#pragma once

#include "bench/job_counts.hpp"
#include "bench/position.hpp"

#include <perfq/fleet.hpp>

#include <optional>
#include <span>
#include <string>

namespace perfq::bench {

/// Why a request stands where it stands, in a sentence or two.
std::string reason(const RequestStatus& request, std::span<const JobCount> counts,
                   std::optional<Position> position);

/// Why nothing moves: the lanes with open jobs that have no live collector, or none with the
/// request's code version; nothing: they all have one.
std::optional<std::string> problem(const RequestStatus& request, std::span<const JobCount> counts,
                                   std::span<const Collector> collectors);

}  // namespace perfq::bench

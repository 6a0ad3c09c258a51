#pragma once

#include "store/context.hpp"

#include <perfq/fleet.hpp>

#include <span>

namespace perfq::bench {

/// Counts over all queues. A job of the benchmark layer is unplaceable where none of these
/// collectors serves its lane.
QueueStatus queue_status(store::Context& context, std::span<const Collector> collectors,
                         Timestamp now);

}  // namespace perfq::bench

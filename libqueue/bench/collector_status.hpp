#pragma once

#include "store/context.hpp"

#include <perfq/fleet.hpp>

#include <string>
#include <vector>

namespace perfq::bench {

/// Those that are registered, or one of them; by name.
std::vector<Collector> collectors(store::Context& context, const std::string& id);

bool serves(const Collector& collector, const std::string& target, const std::string& set);

/// Whether it can be counted on: not offline, draining, drained or quarantined.
bool is_live(const Collector& collector);

}  // namespace perfq::bench

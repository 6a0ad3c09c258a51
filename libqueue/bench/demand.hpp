#pragma once

#include "store/context.hpp"

#include <perfq/autoscale.hpp>

#include <string>
#include <vector>

namespace perfq::bench {

/// Of one target, or of all (empty), by name; none where there is neither work nor a collector.
std::vector<Demand> list_demand(store::Context& context, const std::string& target);

}  // namespace perfq::bench

#pragma once

#include "store/context.hpp"

#include <perfq/fleet.hpp>

#include <string>

namespace perfq::bench {

/// What a collector serves that names no target: this machine's `arch-os`, or the default suite's
/// only target of that architecture and system. `Error{invalid}`: it has none, or several.
std::string usual_target(store::Context& context);

/// In a transaction that stores the collector: no other one serves a set of its in a target that a
/// suite names and doesn't call a pool. `Error{conflict}` names the first that does;
/// `Error{invalid}`: the suite's target has no such set.
void require_free_sets(store::Context& context, const NewCollector& collector);

}  // namespace perfq::bench

#pragma once

#include "bench/order.hpp"
#include "store/context.hpp"

#include <map>
#include <span>

namespace perfq::bench {

/// Before anything that places requests reads them: one such transaction after the other, so that
/// no parent is overlooked that another call makes at this instant.
void lock_order(store::Context& context);

/// In a transaction, after these requests came to stand there or got their parents: writes the
/// order where they upset it, and answers who stands elsewhere now.
std::map<GroupId, Member> place_new(store::Context& context, std::span<const GroupId> groups);

/// The same after any other change of a request.
void place_anew(store::Context& context, GroupId group);

/// When its first job is claimed: the others stand before all equals that are not started.
void place_started(store::Context& context, GroupId group);

}  // namespace perfq::bench

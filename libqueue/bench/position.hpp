#pragma once

#include "store/context.hpp"

#include <perfq/group.hpp>

#include <map>
#include <span>

namespace perfq::bench {

/// Where a queued request stands among all that are queued.
struct Position {
  int place = 0;   ///< 1 is next
  int higher = 0;  ///< how many before it have a higher priority
  int lifted_priority = 0;
  bool behind_parent = false;  ///< it came before its parent, and stands behind it
};

/// Of those of the groups that are queued.
std::map<GroupId, Position> positions(store::Context& context, std::span<const GroupId> groups);

}  // namespace perfq::bench

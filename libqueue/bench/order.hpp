#pragma once

#include <perfq/group.hpp>

#include <string>
#include <vector>

namespace perfq::bench {

/// An open request (queued or running) among those that parents link to each other, and where it
/// stands in a lane: by priority, then by rank.
struct Member {
  GroupId group = 0;  ///< in the order in which they came
  std::string sha;
  std::string parent;
  int priority = 0;  ///< what was given
  int lifted_priority = 0;
  std::int64_t rank = 0;
};

/// First come, first served: where a request stands that waits for no parent's place.
std::int64_t rank_of_arrival(GroupId group);

/// The rank as long as none of its jobs was started. A started request stands before all equals
/// that are not: its rank is lower by a fixed number.
std::int64_t unstarted_rank(std::int64_t rank);

/// Gives each its lifted priority, the highest among its own and those of all below it, and its
/// unstarted rank. Among equals the next is always the first to have come whose parent is placed:
/// parents stand before children, and who came before a parent stands just behind it.
void set_in_order(std::vector<Member>& members);

}  // namespace perfq::bench

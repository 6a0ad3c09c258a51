#pragma once

#include "store/context.hpp"

#include <span>
#include <string>
#include <vector>

namespace perfq::bench {

/// A request that gets a parent.
struct ParentEdge {
  std::size_t number = 0;  ///< of the request in its call, from 0
  std::string sha;
  std::string parent;
};

/// A cycle that parents would make; without members: none.
struct Cycle {
  std::size_t number = 0;  ///< of the first request of the call that is in it
  std::vector<std::string> members;
};

/// Looks for a cycle among these edges and the requests that are stored.
Cycle find_cycle(store::Context& context, std::span<const ParentEdge> edges);

}  // namespace perfq::bench

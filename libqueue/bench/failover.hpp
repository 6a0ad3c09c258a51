#pragma once

#include "store/context.hpp"

#include <perfq/fleet.hpp>

#include <span>
#include <string>
#include <vector>

namespace perfq::bench {

/// A set whose collector is dead and that another one of its target works off.
struct TakenSet {
  int set = 0;
  std::string from;
};

/// What a collector works off besides its own sets, where the suite of its target says after how
/// long: the sets of collectors that were not heard of for so long, spread evenly over the live
/// ones. Drained and removed collectors are not dead.
std::vector<TakenSet> taken_sets(store::Context& context, const NewCollector& collector);

/// Records of claimed jobs that they moved, from whom to whom.
void note_moved(store::Context& context, const std::string& collector,
                std::span<const TakenSet> taken, std::span<const ClaimedBench> claimed);

}  // namespace perfq::bench

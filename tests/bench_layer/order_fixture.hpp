#pragma once

#include "bench_layer/fleet_fixture.hpp"

#include <string>
#include <vector>

namespace perfq::test {

using Shas = std::vector<std::string>;

/// A fixture: requests of one job each, all in one lane, which c1 works through.
struct OneLane : ClockedFleet {
  OneLane() { add_collector("c1"); }

  /// Those that are queued, by their positions.
  Shas by_position();

  /// In the order in which c1 gets them; each is completed.
  Shas taken();

  /// Both, which are the same; nothing is left after it.
  Shas order();

  void fail(const std::string& sha);
};

}  // namespace perfq::test

#pragma once

#include "support/clocked_queue.hpp"

#include <perfq/fleet.hpp>

#include <string>

namespace perfq::test {

/// A fixture: a fleet over an open queue whose time only the test moves.
struct ClockedFleet : ClockedQueue {
  Fleet fleet{queue};

  /// The one job there is for that collector; fails the test where there is none.
  ClaimedBench claim_one(const std::string& collector, const std::string& session = {});

  /// A collector of this machine's target, heard of at once.
  void add_collector(const std::string& id, int slots = 1);

  /// Claims and completes until nothing is left; how many jobs.
  int work_off(const std::string& collector);
};

}  // namespace perfq::test

#pragma once

#include "support/clocked_queue.hpp"
#include "support/tally.hpp"

#include <chrono>

namespace perfq::test {

/// For tests in which real time passes, and which count the queue's looks at the database by its
/// looks at the clock.
inline OpenOptions counting_options(Tally& looks) {
  OpenOptions options = real_time_options();
  options.clock = [&looks] {
    looks.add();
    return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
  };
  return options;
}

}  // namespace perfq::test

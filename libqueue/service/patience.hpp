#pragma once

#include <perfq/time.hpp>

#include <cstdint>

namespace perfq::service {

/// Waits longer after each try, with jitter, until the time for all of them is over.
class Patience {
 public:
  explicit Patience(microseconds all) : end_(Clock::now() + all) {}

  /// False, at once, where the time is over.
  bool wait(std::uint64_t chance);

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point end_;
  microseconds next_{2'000};
};

}  // namespace perfq::service

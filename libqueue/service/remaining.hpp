#pragma once

#include <perfq/time.hpp>

#include <algorithm>
#include <chrono>

namespace perfq::service {

/// How often who waits looks for itself: hints may be lost, and leases run out without one.
inline constexpr microseconds poll_interval{500'000};

/// What is left of a wait; a negative one never ends.
class Remaining {
 public:
  explicit Remaining(microseconds wait) : endless_(wait < microseconds{0}), end_(Clock::now()) {
    if (!endless_) end_ += wait;
  }

  bool is_over() const { return !endless_ && Clock::now() >= end_; }

  microseconds at_most(microseconds slice) const {
    if (endless_) return slice;
    return std::min(slice, std::chrono::ceil<microseconds>(end_ - Clock::now()));
  }

 private:
  using Clock = std::chrono::steady_clock;
  bool endless_;
  Clock::time_point end_;
};

}  // namespace perfq::service

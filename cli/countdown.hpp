#pragma once

#include <perfq/time.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace perfq::cli {

/// What is left of a `--timeout`; without one it never ends.
class Countdown {
 public:
  explicit Countdown(const std::optional<microseconds>& timeout) : timeout_(timeout) {}

  microseconds at_most(microseconds slice) const {
    if (!timeout_) return slice;
    const auto spent = std::chrono::duration_cast<microseconds>(Clock::now() - start_);
    return std::min(slice, *timeout_ - spent);
  }

  bool is_over() const { return at_most(microseconds{1}) <= microseconds{0}; }

 private:
  using Clock = std::chrono::steady_clock;
  std::optional<microseconds> timeout_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace perfq::cli

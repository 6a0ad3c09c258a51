#pragma once

#include <perfq/time.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace perfq::service {

/// Until a look that took so long is made again: they take a twentieth of the time at most, but are
/// 30 s apart at most.
inline microseconds pause_after(microseconds look) {
  return std::min<microseconds>(std::chrono::seconds{30}, look * 20);
}

/// What one thread of many does for all of them from time to time. Any thread, any time.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Pace(microseconds interval) : interval_(interval) {}

  /// Whether it is to be done by the caller now; for the first time at once.
  bool is_due(Clock::time_point now) {
    const std::int64_t now_us = us_of(now);
    std::int64_t due = next_us_.load();
    return now_us >= due && next_us_.compare_exchange_strong(due, now_us + interval_.count());
  }

  /// By whom it was due: what looked for long is due the later, by 300 intervals at most.
  void slow_down(microseconds look, Clock::time_point now) {
    const microseconds pause = std::min(pause_after(look), interval_ * 300);
    if (pause > interval_) next_us_ = us_of(now + pause);
  }

 private:
  static std::int64_t us_of(Clock::time_point time) {
    return std::chrono::duration_cast<microseconds>(time.time_since_epoch()).count();
  }

  const microseconds interval_;
  std::atomic<std::int64_t> next_us_{0};
};

}  // namespace perfq::service

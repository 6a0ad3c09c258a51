#pragma once

#include <perfq/time.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace perfq::service {

/// How long to wait after a look that took so long: 40 times as long, 30 s at most. So looks take a
/// fortieth of the time, and more only where one takes longer than 0.75 s.
inline microseconds pause_after(microseconds look) {
  return std::min<microseconds>(std::chrono::seconds{30}, look * 40);
}

/// What one thread of many does for all of them from time to time, and more rarely once it has
/// taken long twice in a row: one may have been kept from a busy processor. Any thread, any time.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Pace(microseconds interval) : interval_(interval) {}

  /// Whether it is to be done by the caller now; for the first time at once.
  bool is_due(Clock::time_point now) {
    const std::int64_t now_us = us_of(now);
    std::int64_t due = next_us_.load();
    return now_us >= due && next_us_.compare_exchange_strong(due, now_us + pause_us_.load());
  }

  /// After it was done, for how long it looked for something to do: it is due again in as long as
  /// that asks for, in 300 intervals at most.
  void took(microseconds look, Clock::time_point now) {
    const microseconds last{last_us_.exchange(look.count())};
    const microseconds pause =
        std::clamp(pause_after(std::min(look, last)), interval_, interval_ * 300);
    pause_us_ = pause.count();
    next_us_ = us_of(now + pause);
  }

 private:
  static std::int64_t us_of(Clock::time_point time) {
    return std::chrono::duration_cast<microseconds>(time.time_since_epoch()).count();
  }

  const microseconds interval_;
  std::atomic<std::int64_t> next_us_{0};
  std::atomic<std::int64_t> pause_us_{interval_.count()};
  std::atomic<std::int64_t> last_us_{0};
};

}  // namespace perfq::service

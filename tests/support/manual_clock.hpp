#pragma once

#include <perfq/time.hpp>

#include <atomic>
#include <functional>
#include <memory>

namespace perfq::test {

/// A clock that stands still until it is advanced. Copies are the same clock; any thread may use
/// it.
class ManualClock {
 public:
  Timestamp now() const { return from_us(now_us_->load()); }

  void advance(microseconds by) { *now_us_ += by.count(); }

  /// For OpenOptions::clock.
  std::function<Timestamp()> reader() const {
    return [clock = *this] { return clock.now(); };
  }

 private:
  static constexpr std::int64_t start_us = 1'767'225'600'000'000;  // 2026-01-01
  std::shared_ptr<std::atomic<std::int64_t>> now_us_ =
      std::make_shared<std::atomic<std::int64_t>>(start_us);
};

}  // namespace perfq::test

#pragma once

#include "service/child/file_descriptor.hpp"

#include <chrono>

namespace perfq::child {

/// Runs on while the machine is suspended, and is never set: what a lease is measured by.
struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;

  static time_point now() noexcept;
};

using BootTime = BootClock::time_point;

constexpr BootTime never = BootTime::max();

/// `at` and a stretch of time that may be absurdly long.
BootTime later(BootTime at, std::chrono::microseconds stretch);

/// Something to wait on: until a time, or until another thread wakes it.
class Alarm {
 public:
  /// Throws std::system_error.
  Alarm();

  /// From any thread; not lost if nobody waits yet.
  void wake() noexcept;

  /// Lets timer_fd() become readable at that time.
  void set(BootTime at) noexcept;

  /// Forgets past wakes.
  void hush() noexcept;

  /// True when the time has come, false when woken before.
  bool wait_until(BootTime at) noexcept;

  int wake_fd() const noexcept { return wake_.get(); }

  int timer_fd() const noexcept { return timer_.get(); }

 private:
  FileDescriptor wake_;
  FileDescriptor timer_;
};

}  // namespace perfq::child

#pragma once

#include "service/child/boot_clock.hpp"
#include "service/child/child_process.hpp"

#include <perfq/child.hpp>

#include <optional>

namespace perfq::child {

/// How a child is brought to its end: TERM, and KILL when that was not enough.
class Stopping {
 public:
  explicit Stopping(microseconds kill_after) : kill_after_(kill_after) {}

  /// Why it is being stopped; nothing while it is not.
  std::optional<ChildEnd> reason() const noexcept { return reason_; }

  void begin(ChildEnd reason, ChildProcess& child, BootTime now);

  /// Does what is due.
  void go_on(ChildProcess& child, BootTime now);

  /// When something is due.
  BootTime next() const noexcept { return kill_at_; }

 private:
  microseconds kill_after_;
  std::optional<ChildEnd> reason_{};
  BootTime kill_at_ = never;
};

}  // namespace perfq::child

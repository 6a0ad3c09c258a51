#pragma once

#include "service/child/boot_clock.hpp"
#include "service/child/sink.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace perfq::child {

/// Passes output on at the pace of whoever reads it. A reader that takes nothing for ten seconds is
/// stuck: until it reads again, output is dropped rather than the child held up.
class PassThrough {
 public:
  explicit PassThrough(int fd) : sink_(fd) {}

  void offer(std::string_view bytes, BootTime now);

  /// Writes what it can without waiting.
  void flush(BootTime now);

  /// The child's output is better left in its pipe.
  bool full() const noexcept;

  bool has_pending() const noexcept { return !pending_.empty(); }

  int fd() const noexcept { return sink_.fd(); }

  /// When flush() is due though nothing can be written.
  BootTime patience_ends() const noexcept { return full() ? stuck_at_ : never; }

 private:
  Sink sink_;
  std::string pending_{};
  std::size_t dropped_ = 0;
  bool stuck_ = false;
  BootTime stuck_at_ = never;
};

}  // namespace perfq::child

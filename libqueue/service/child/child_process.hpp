#pragma once

#include "service/child/boot_clock.hpp"

#include <sys/resource.h>
#include <sys/types.h>
#include <thread>

namespace perfq::child {

/// How a process ended, as wait4 tells it.
struct Ended {
  bool known = false;  ///< false: other code of the program waited for it
  int status = 0;
  rusage usage{};
};

/// A running child, the leader of its process group. None of its group outlives this.
class ChildProcess {
 public:
  /// Wakes the alarm when the child exits. Throws std::system_error, the child killed.
  ChildProcess(pid_t pid, Alarm& on_exit);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  bool exited() const noexcept;

  void signal_group(int number) noexcept;

  /// Waits for the exit, kills what is left of the group. Once.
  Ended reap() noexcept;

 private:
  pid_t pid_;
  bool reaped_ = false;
  std::jthread watch_{};
};

}  // namespace perfq::child

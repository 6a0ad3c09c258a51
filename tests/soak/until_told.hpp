#pragma once

#include <signal.h>

namespace perfq::test {

/// SIGTERM, for a program with threads: made before them, since they inherit what is blocked.
class UntilTold {
 public:
  UntilTold() {
    sigemptyset(&told_);
    sigaddset(&told_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &told_, nullptr);
  }

  void wait() const {
    int signal = 0;
    sigwait(&told_, &signal);
  }

  /// False when the time is over first.
  bool wait_for(int milliseconds) const {
    const timespec time{milliseconds / 1000, milliseconds % 1000 * 1'000'000L};
    return sigtimedwait(&told_, nullptr, &time) == SIGTERM;
  }

 private:
  sigset_t told_{};
};

}  // namespace perfq::test

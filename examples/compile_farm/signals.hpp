#pragma once

#include <csignal>
#include <functional>
#include <thread>

namespace compile_farm {

/// While it lives each SIGINT, SIGTERM and SIGHUP makes a call, on a thread of its own, and kills
/// nobody. Made before the process has other threads, for they inherit its mask.
class OnSignals {
 public:
  explicit OnSignals(std::function<void()> call) : call_(std::move(call)) {
    sigemptyset(&signals_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) sigaddset(&signals_, signal);
    pthread_sigmask(SIG_BLOCK, &signals_, &former_mask_);
    listener_ = std::thread([this] { listen(); });
  }

  ~OnSignals() {
    pthread_kill(listener_.native_handle(), SIGUSR1);
    listener_.join();
    pthread_sigmask(SIG_SETMASK, &former_mask_, nullptr);
  }

  OnSignals(const OnSignals&) = delete;
  OnSignals& operator=(const OnSignals&) = delete;

 private:
  void listen() {
    int signal = 0;
    while (sigwait(&signals_, &signal) == 0 && signal != SIGUSR1) call_();
  }

  std::function<void()> call_;
  sigset_t signals_{};
  sigset_t former_mask_{};
  std::thread listener_;
};

}  // namespace compile_farm

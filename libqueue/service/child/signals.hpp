#pragma once

#include <signal.h>
#include <thread>
#include <utility>

namespace perfq::child {

/// No signal is handled on this thread during its life.
class SignalsBlocked {
 public:
  SignalsBlocked() noexcept {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }

  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

/// Writing to a closed pipe raises nothing on this thread during its life.
class NoSigpipe {
 public:
  NoSigpipe() noexcept;
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;
  ~NoSigpipe();

 private:
  sigset_t before_{};
  bool was_pending_;
};

/// Where the program ignores SIGCHLD nobody learns how a child ended.
void stop_ignoring_sigchld() noexcept;

/// A thread that leaves all signals to the others.
template <class Function>
std::jthread quiet_thread(Function run) {
  const SignalsBlocked blocked;
  return std::jthread(std::move(run));
}

}  // namespace perfq::child

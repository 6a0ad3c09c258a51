#include "bench/in_child.hpp"

#include <csignal>
#include <iostream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace perfq::bench {

namespace {

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&signals, signal);
  return signals;
}

[[noreturn]] void be_watched(const std::function<int()>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const sigset_t signals = awaited_signals();
  sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  const int status = work();
  std::cout.flush();
  _exit(status);
}

}  // namespace

void hold_back_signals() {
  const sigset_t signals = awaited_signals();
  sigprocmask(SIG_BLOCK, &signals, nullptr);
}

int in_child(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) be_watched(work);
  const sigset_t signals = awaited_signals();
  int ended_by = 0;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal == SIGCHLD) continue;
    ended_by = signal;
    kill(child, SIGKILL);
  }
  if (ended_by != 0) return 128 + ended_by;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace perfq::bench

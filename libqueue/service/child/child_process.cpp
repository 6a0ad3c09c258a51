#include "service/child/child_process.hpp"

#include "service/child/signals.hpp"

#include <cerrno>
#include <signal.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace perfq::child {
namespace {

/// True when the child has exited, which it is left to be waited for.
bool look(pid_t pid, int flags) noexcept {
  while (true) {
    siginfo_t info{};
    const int result = ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT | flags);
    if (result < 0 && errno == EINTR) continue;
    return result < 0 || info.si_pid == pid;
  }
}

}  // namespace

// A thread and not a pidfd, which sandboxes and older kernels refuse: it sleeps in the kernel too.
ChildProcess::ChildProcess(pid_t pid, Alarm& on_exit) : pid_(pid) {
  try {
    watch_ = quiet_thread([pid, &on_exit] {
      look(pid, 0);
      on_exit.wake();
    });
  } catch (const std::system_error&) {
    ::kill(-pid, SIGKILL);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
    throw;
  }
}

ChildProcess::~ChildProcess() {
  if (reaped_) return;
  signal_group(SIGKILL);
  reap();
}

bool ChildProcess::exited() const noexcept {
  return look(pid_, WNOHANG);
}

void ChildProcess::signal_group(int number) noexcept {
  ::kill(-pid_, number);
  if (::getpgid(pid_) != pid_) ::kill(pid_, number);  // it has joined another group
}

Ended ChildProcess::reap() noexcept {
  watch_.join();
  ::kill(-pid_, SIGKILL);  // before the wait: until then nobody else can have that group id
  Ended ended;
  pid_t got = 0;
  do {
    got = ::wait4(pid_, &ended.status, 0, &ended.usage);
  } while (got < 0 && errno == EINTR);
  ended.known = got == pid_;
  reaped_ = true;
  return ended;
}

}  // namespace perfq::child

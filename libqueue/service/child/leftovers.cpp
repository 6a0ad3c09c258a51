#include "service/child/boot_clock.hpp"
#include "service/child/marked.hpp"

#include <perfq/child.hpp>

#include <algorithm>
#include <poll.h>
#include <signal.h>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace perfq {
namespace {

using child::BootClock;
using child::BootTime;
using child::FileDescriptor;

constexpr std::chrono::seconds patience{5};
constexpr int look_again_ms = 10;

FileDescriptor open_pidfd(pid_t pid) {
  return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

int left_ms(BootTime until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - BootClock::now());
  return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
}

/// Kills the process, with its group where that belongs to the session.
void kill_with_group(pid_t pid, std::string_view mark) {
  const pid_t group = ::getpgid(pid);
  const bool ours =
      group > 0 && group != ::getpgrp() && (child::is_marked(group, mark) || ::kill(group, 0) != 0);
  if (ours) ::kill(-group, SIGKILL);
  ::kill(pid, SIGKILL);
}

/// Kills a process that was found marked and waits for its end; the descriptor, opened before its
/// mark was read again, tells it from a later process of the same number.
void end(pid_t pid, std::string_view mark, BootTime until) {
  const auto process = open_pidfd(pid);
  if (!child::is_marked(pid, mark)) return;
  kill_with_group(pid, mark);
  pollfd gone{process.get(), POLLIN, 0};
  const bool can_wait = static_cast<bool>(process);
  ::poll(&gone, can_wait ? 1 : 0, can_wait ? left_ms(until) : look_again_ms);
}

}  // namespace

bool end_leftovers(std::string_view session_mark) {
  if (session_mark.empty()) return true;
  const auto until = BootClock::now() + patience;
  auto marked = child::marked_processes(session_mark);
  // Again, since those that were found may have forked before they were killed.
  while (!marked.empty() && BootClock::now() < until) {
    for (const pid_t pid : marked) end(pid, session_mark, until);
    marked = child::marked_processes(session_mark);
  }
  return marked.empty();
}

}  // namespace perfq

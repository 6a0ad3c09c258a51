#include "service/child/become.hpp"

#include "service/child/environment.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace perfq::child {
namespace {

char shell[] = "/bin/sh";

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

int highest_possible_fd() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 65536));
}

void die_with(pid_t parent) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it died before that took effect
}

void keep_only_standard_fds(int highest) noexcept {
  const unsigned close_on_exec = 1U << 2;  // CLOSE_RANGE_CLOEXEC, absent from older headers
  if (::syscall(SYS_close_range, 3U, ~0U, close_on_exec) == 0) return;
  for (int fd = 3; fd < highest; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void reset_signals() noexcept {
  struct sigaction action {};

  action.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &action, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool elsewhere_perhaps(int error) noexcept {
  return error == ENOENT || error == ENOTDIR || error == EACCES || error == ENODEV ||
         error == ESTALE || error == ETIMEDOUT;
}

}  // namespace

ExecPlan::ExecPlan(std::vector<std::string> argv, std::vector<std::string> environment)
    : parent_(::getpid()),
      highest_fd_(highest_possible_fd()),
      argv_(std::move(argv)),
      environment_(std::move(environment)),
      candidates_(program_candidates(argv_.front(), environment_)),
      argv_pointers_(pointers(argv_)),
      script_pointers_(argv_pointers_),
      environment_pointers_(pointers(environment_)) {
  script_pointers_.insert(script_pointers_.begin(), shell);
}

void ExecPlan::become(int input, int output, int errors, int report) noexcept {
  ::setpgid(0, 0);
  die_with(parent_);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  keep_only_standard_fds(highest_fd_);
  reset_signals();
  const int error = exec_first_candidate();
  [[maybe_unused]] const auto written = ::write(report, &error, sizeof error);
  ::_exit(127);
}

int ExecPlan::exec_first_candidate() noexcept {
  int worst = ENOENT;
  for (auto& candidate : candidates_) {
    const int error = exec(candidate.data());
    if (!elsewhere_perhaps(error)) return error;
    if (error == EACCES) worst = EACCES;
  }
  return worst;
}

int ExecPlan::exec(char* path) noexcept {
  ::execve(path, argv_pointers_.data(), environment_pointers_.data());
  if (errno != ENOEXEC) return errno;
  script_pointers_[1] = path;  // a script without a first line that says who reads it
  ::execve(shell, script_pointers_.data(), environment_pointers_.data());
  return errno;
}

}  // namespace perfq::child

#include "service/child/spawn.hpp"

#include "service/child/become.hpp"
#include "service/child/signals.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace perfq::child {
namespace {

/// The errno that the child could not exec for; 0 when it did.
int exec_error(Pipe& report) {
  report.write_end.close();
  int error = 0;
  ssize_t got = 0;
  do {
    got = ::read(report.read_end.get(), &error, sizeof error);
  } while (got < 0 && errno == EINTR);
  return got == sizeof error ? error : 0;
}

void reap(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
}

std::string failure(const std::string& command, int error) {
  return "cannot run '" + command + "': " + std::generic_category().message(error);
}

}  // namespace

Spawned spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment) {
  if (argv.empty() || argv.front().empty()) return {.failure = "no command to run"};
  ExecPlan plan(argv, environment);
  const auto input = checked(::open("/dev/null", O_RDONLY | O_CLOEXEC), "open /dev/null");
  auto output = make_pipe();
  auto errors = make_pipe();
  auto report = make_pipe();
  set_nonblocking(output.read_end);
  set_nonblocking(errors.read_end);

  const SignalsBlocked blocked;  // no handler of ours may run in the child
  const auto started_at = BootClock::now();
  const pid_t pid = ::fork();
  if (pid == 0) {
    plan.become(input.get(), output.write_end.get(), errors.write_end.get(),
                report.write_end.get());
  }
  if (pid < 0) return {.failure = failure(argv.front(), errno)};
  if (const int error = exec_error(report); error != 0) {
    reap(pid);
    return {.failure = failure(argv.front(), error)};
  }
  return {.pid = pid,
          .started_at = started_at,
          .output = std::move(output.read_end),
          .errors = std::move(errors.read_end)};
}

}  // namespace perfq::child

#include "measure.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace compile_bench {
namespace {

struct Child {
  pid_t pid = -1;
  std::string error;
};

// output: the descriptor that becomes the child's standard output.
Child start(const std::vector<std::string>& command, int output) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  Child child;
  const int failure =
      posix_spawnp(&child.pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) child.error = command[0] + ": " + std::strerror(failure);
  return child;
}

std::string describe(const std::string& program, int status) {
  if (WIFSIGNALED(status)) return program + " died of signal " + std::to_string(WTERMSIG(status));
  const int code = WEXITSTATUS(status);
  return code == 0 ? "" : program + " exited with " + std::to_string(code);
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

pid_t wait_for(pid_t pid, int& status, rusage& usage) {
  pid_t ended = 0;
  do {
    ended = wait4(pid, &status, 0, &usage);
  } while (ended < 0 && errno == EINTR);
  return ended;
}

}  // namespace

Run measure(const std::vector<std::string>& command) {
  const auto begin = std::chrono::steady_clock::now();
  const Child child = start(command, STDOUT_FILENO);
  if (!child.error.empty()) return {{}, child.error};
  int status = 0;
  rusage usage{};
  if (wait_for(child.pid, status, usage) < 0) return {{}, std::strerror(errno)};
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  return {{wall.count(), seconds(usage.ru_utime), usage.ru_maxrss}, describe(command[0], status)};
}

std::string first_line_of(const std::vector<std::string>& command) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return "";
  const Child child = start(command, ends[1]);
  close(ends[1]);
  std::string output;
  std::array<char, 256> buffer{};
  for (ssize_t count = 0; (count = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    output.append(buffer.data(), static_cast<std::size_t>(count));
  }
  close(ends[0]);
  if (child.error.empty()) waitpid(child.pid, nullptr, 0);
  return output.substr(0, output.find('\n'));
}

}  // namespace compile_bench

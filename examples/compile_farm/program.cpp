#include "program.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace compile_farm {
namespace {

// What a program writes is kept in memory: no pipe can run full, and nobody must read meanwhile.
class Catch {
 public:
  Catch() : descriptor_(memfd_create("compile_farm", MFD_CLOEXEC)) {
    if (descriptor_ < 0)
      throw std::system_error(errno, std::generic_category(), "a program's output can't be kept");
  }

  ~Catch() { close(descriptor_); }

  Catch(const Catch&) = delete;
  Catch& operator=(const Catch&) = delete;

  int descriptor() const { return descriptor_; }

  std::string text() const {
    std::string caught(static_cast<std::size_t>(lseek(descriptor_, 0, SEEK_END)), '\0');
    std::size_t got = 0;
    while (got < caught.size()) {
      const ssize_t count =
          pread(descriptor_, caught.data() + got, caught.size() - got, static_cast<off_t>(got));
      if (count <= 0) throw std::system_error(errno, std::generic_category(), "a program's output");
      got += static_cast<std::size_t>(count);
    }
    return caught;
  }

 private:
  int descriptor_;
};

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> all;
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

std::vector<char*> environment_with(const std::vector<std::string>& more) {
  std::vector<char*> all = pointers(more);
  all.pop_back();
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text{*variable};
    const std::string_view name = text.substr(0, text.find('=') + 1);
    bool replaced = false;
    for (const std::string& other : more) replaced = replaced || other.starts_with(name);
    if (!replaced) all.push_back(*variable);
  }
  all.push_back(nullptr);
  return all;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Ran run_program(const std::vector<std::string>& words, const std::vector<std::string>& more) {
  const Catch output;
  const Catch messages;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output.descriptor(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, messages.descriptor(), STDERR_FILENO);
  pid_t pid = -1;
  const int failure = posix_spawnp(&pid, words.front().c_str(), &actions, nullptr,
                                   pointers(words).data(), environment_with(more).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) return {-1, {}, words.front() + ": " + std::strerror(failure) + '\n'};
  const int status = wait_for(pid);
  return {status, output.text(), messages.text()};
}

int become(const std::vector<std::string>& words) {
  execvp(words.front().c_str(), pointers(words).data());
  const int fault = errno;
  std::fprintf(stderr, "perfq-cc: %s can't be run: %s\n", words.front().c_str(),
               std::strerror(fault));
  return fault == ENOENT ? 127 : 126;
}

}  // namespace compile_farm

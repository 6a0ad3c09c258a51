#include "child/processes.hpp"

#include "service/process_identity.hpp"

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace perfq::test {
namespace {

/// For what nobody tells us of: a file of another process, the end of one that isn't our child.
template <class Condition>
bool soon(Condition condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

bool is_gone_soon(pid_t pid) {
  return soon([pid] { return !service::process_now(pid).alive; });
}

std::string first_line_soon(const std::string& path) {
  std::string text;
  const bool there = soon([&] {
    text = text_of(path);
    return text.find('\n') != std::string::npos;
  });
  return there ? text.substr(0, text.find('\n')) : std::string{};
}

pid_t pid_soon(const std::string& path) {
  const auto line = first_line_soon(path);
  return line.empty() ? 0 : static_cast<pid_t>(std::stoi(line));
}

Helper::Helper(const std::function<int()>& run) : pid_(::fork()) {
  if (pid_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // tests that are killed leave nobody behind
  ::_exit(run());
}

Helper::~Helper() {
  if (waited_) return;
  signal(SIGKILL);
  wait();
}

void Helper::signal(int number) const {
  ::kill(pid_, number);
}

void Helper::stop() const {
  signal(SIGSTOP);
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(pid_), &info, WSTOPPED | WEXITED | WNOWAIT);
}

int Helper::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  waited_ = true;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Folder::Folder() {
  auto pattern = (std::filesystem::temp_directory_path() / "perfq-child-XXXXXX").string();
  if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

void append_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

}  // namespace perfq::test

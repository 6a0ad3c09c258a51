#include "support/process.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <ostream>
#include <poll.h>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace perfq::test {

namespace {

[[noreturn]] void give_up(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

std::vector<std::string> environment_of(const Command& command) {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    all[text.substr(0, text.find('='))] = text.substr(text.find('=') + 1);
  }
  // A command that ends keeps nothing, and under AddressSanitizer takes twice as long to show it.
  all["ASAN_OPTIONS"] += ":detect_leaks=0:malloc_context_size=2";
  for (const auto& [name, value] : command.env) {
    all.erase(name);
    if (value) all[name] = *value;
  }
  std::vector<std::string> entries;
  for (const auto& [name, value] : all) entries.push_back(name + "=" + value);
  return entries;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// All that a child needs is made before the fork: behind it only what is safe beside threads.
class Launch {
 public:
  Launch(const Command& command, int in, int out, int err)
      : words_(command.words),
        environment_(environment_of(command)),
        arguments_(pointers(words_)),
        entries_(pointers(environment_)),
        folder_(command.folder),
        descriptors_{in, command.out == -1 ? out : command.out, err} {}

  pid_t start() {
    const pid_t pid = ::fork();
    if (pid == -1) give_up("fork");
    if (pid == 0) become();
    ::setpgid(pid, pid);
    return pid;
  }

 private:
  [[noreturn]] void become() {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!folder_.empty() && ::chdir(folder_.c_str()) != 0) ::_exit(126);
    for (int at = 0; at < 3; ++at) ::dup2(descriptors_[at], at);
    ::execvpe(arguments_[0], arguments_.data(), entries_.data());
    ::_exit(127);
  }

  std::vector<std::string> words_;
  std::vector<std::string> environment_;
  std::vector<char*> arguments_;
  std::vector<char*> entries_;
  std::string folder_;
  int descriptors_[3];
};

}  // namespace

Sink::Sink(const std::string& text) : descriptor_(::memfd_create("perfq-test", MFD_CLOEXEC)) {
  if (descriptor_ == -1) give_up("memfd_create");
  std::size_t done = 0;
  while (done < text.size()) {
    const auto written = ::write(descriptor_, text.data() + done, text.size() - done);
    if (written < 0) give_up("write");
    done += static_cast<std::size_t>(written);
  }
  ::lseek(descriptor_, 0, SEEK_SET);
}

Sink::~Sink() {
  ::close(descriptor_);
}

std::string Sink::text() const {
  std::string all;
  char block[1 << 14];
  ssize_t got = 0;
  while ((got = ::pread(descriptor_, block, sizeof block, static_cast<off_t>(all.size()))) > 0)
    all.append(block, static_cast<std::size_t>(got));
  return all;
}

Process::Process(const Command& command)
    : in_(command.in),
      name_(command.words.front()),
      pid_(Launch(command, in_.descriptor(), out_.descriptor(), err_.descriptor()).start()) {
  for (std::size_t at = 1; at < command.words.size(); ++at) name_ += " " + command.words[at];
}

// The group goes before its leader is reaped: afterwards the number may be another's.
int Process::reap() {
  int status = 0;
  ::kill(-pid_, SIGKILL);
  ::waitpid(pid_, &status, 0);
  waited_ = true;
  return status;
}

Process::~Process() {
  if (!waited_) reap();
}

void Process::signal(int number) const {
  ::kill(pid_, number);
}

void Process::suspend() const {
  signal(SIGSTOP);
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(pid_), &info, WSTOPPED | WEXITED | WNOWAIT);
}

bool Process::has_ended() const {
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT | WNOHANG);
  return info.si_pid == pid_;
}

Finished Process::wait(std::chrono::seconds deadline) {
  // By its number: glibc 2.36 declares the function without C linkage.
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (handle == -1) give_up("pidfd_open");
  pollfd end{handle, POLLIN, 0};
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(deadline).count();
  int ready = 0;
  do ready = ::poll(&end, 1, static_cast<int>(ms));
  while (ready == -1 && errno == EINTR);
  ::close(handle);
  if (ready != 1) throw std::runtime_error(name_ + " did not end\n" + out() + err());
  const int status = reap();
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
          out(), err()};
}

std::ostream& operator<<(std::ostream& stream, const Finished& finished) {
  stream << "exit " << finished.exit;
  if (finished.signal != 0) stream << ", signal " << finished.signal;
  return stream << "\n" << finished.out << finished.err;
}

Finished run(const Command& command) {
  return Process(command).wait();
}

bool soon(const std::function<bool()>& happened, std::chrono::seconds deadline) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  while (!happened()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

TemporaryFolder::TemporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "perfq-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) give_up("can't make a folder like " + pattern);
  path_ = pattern;
  std::filesystem::permissions(path_, std::filesystem::perms{0755});
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::path(const std::string& name) const {
  return name.empty() ? path_.string() : (path_ / name).string();
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace perfq::test

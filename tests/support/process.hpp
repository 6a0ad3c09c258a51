#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace perfq::test {

/// A file that only processes which inherit it know of; it goes with the last of them.
class Sink {
 public:
  explicit Sink(const std::string& text = {});
  ~Sink();
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  int descriptor() const { return descriptor_; }

  std::string text() const;

 private:
  int descriptor_;
};

struct Command {
  std::vector<std::string> words;  ///< the program first; looked for in PATH
  std::string in = {};
  std::map<std::string, std::optional<std::string>> env = {};  ///< nothing: taken out
  std::string folder = {};                                     ///< empty: the test's own
  int out = -1;                                                ///< a descriptor instead of `out`
};

struct Finished {
  int exit = -1;   ///< -1 where a signal ended it
  int signal = 0;  ///< 0 where it ended by itself
  std::string out;
  std::string err;

  /// As its exit status.
  bool operator==(int status) const { return exit == status; }
};

/// What a failing check prints.
std::ostream& operator<<(std::ostream& stream, const Finished& finished);

/// A process in a group of its own. The group is killed when the process was waited for, at the
/// latest at the end of this object; and the process dies with the thread that started it.
class Process {
 public:
  explicit Process(const Command& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }

  void signal(int number) const;

  /// Sends SIGSTOP and returns once it stands.
  void suspend() const;

  bool has_ended() const;

  std::string out() const { return out_.text(); }

  std::string err() const { return err_.text(); }

  /// Throws std::runtime_error, and kills it, where it does not end in time.
  Finished wait(std::chrono::seconds deadline = std::chrono::seconds{60});

 private:
  int reap();

  Sink in_;
  Sink out_;
  Sink err_;
  std::string name_;
  pid_t pid_;
  bool waited_ = false;
};

Finished run(const Command& command);

/// Polls an observable; false after the deadline. For what nobody tells us of.
bool soon(const std::function<bool()>& happened,
          std::chrono::seconds deadline = std::chrono::seconds{30});

/// An empty folder that everybody may enter, removed at the end of its life.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path(const std::string& name = {}) const;

 private:
  std::filesystem::path path_;
};

void write_file(const std::string& path, const std::string& text);

/// Empty where there is none.
std::string read_file(const std::string& path);

/// Lines, without their ends.
std::vector<std::string> lines_of(const std::string& text);

}  // namespace perfq::test

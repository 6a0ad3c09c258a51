#pragma once

#include <functional>
#include <string>
#include <sys/types.h>

namespace perfq::test {

/// Waits until no process, or only a zombie, bears that number; false after 10 s.
bool is_gone_soon(pid_t pid);

/// Waits until the file has a complete line, and returns it; empty after 10 s.
std::string first_line_soon(const std::string& path);

/// The number in the file's first line, once it is there.
pid_t pid_soon(const std::string& path);

/// A process of our own that runs a function and then exits. Killed at the end of this object.
class Helper {
 public:
  explicit Helper(const std::function<int()>& run);
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;
  ~Helper();

  pid_t pid() const { return pid_; }

  void signal(int number) const;

  /// Sends SIGSTOP and waits until it has stopped.
  void stop() const;

  /// Waits for its end and returns its exit status; -1 where a signal ended it.
  int wait();

 private:
  pid_t pid_;
  bool waited_ = false;
};

/// An empty folder, removed at the end of its life.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

void write_file(const std::string& path, const std::string& text);
void append_file(const std::string& path, const std::string& text);

}  // namespace perfq::test

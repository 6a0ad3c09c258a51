#pragma once

#include "support/cli.hpp"

#include <string>

namespace perfq::test {

/// Both ends are closed in programs that are started.
class Pipe {
 public:
  Pipe();
  ~Pipe();
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int reading() const { return ends_[0]; }

  int writing() const { return ends_[1]; }

  void close_writing();

 private:
  int ends_[2] = {-1, -1};
};

/// Reads along with `perfq events --follow`, from the beginning of the log.
class EventFollower {
 public:
  explicit EventFollower(const CliStore& store);

  /// Waits for it; throws std::runtime_error where none comes in time.
  Json next();

 private:
  void read_more();

  Pipe pipe_;
  Process process_;
  std::string unread_;
  std::size_t at_ = 0;
};

}  // namespace perfq::test

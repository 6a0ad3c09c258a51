#pragma once

#include "service/child/file_descriptor.hpp"

#include <cstddef>
#include <string_view>

namespace perfq::child {

/// Where output is passed on to: a descriptor that is not ours alone, so that it can't simply be
/// made non-blocking, and that may be a pipe, a socket, a terminal, a file, or closed.
class Sink {
 public:
  explicit Sink(int fd);

  /// Writes without waiting; returns how many bytes were taken. Once closed it takes none.
  std::size_t write(std::string_view bytes) noexcept;

  bool closed() const noexcept { return closed_; }

  int fd() const noexcept { return own_ ? own_.get() : fd_; }

 private:
  int fd_;
  bool is_socket_ = false;
  bool closed_ = false;
  FileDescriptor own_{};  // the same pipe or terminal, opened anew without waiting
};

}  // namespace perfq::child

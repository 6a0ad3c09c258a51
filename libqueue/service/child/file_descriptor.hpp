#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace perfq::child {

/// An open file descriptor, closed at the end of its life.
class FileDescriptor {
 public:
  FileDescriptor() = default;

  explicit FileDescriptor(int fd) : fd_(fd) {}

  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  ~FileDescriptor() { close(); }

  void close() noexcept;

  int get() const noexcept { return fd_; }

  explicit operator bool() const noexcept { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// Takes over what a system call returned; throws std::system_error where it is -1. The descriptor
/// is never 0, 1 or 2, even where our own are closed, so that a child's can be put there.
FileDescriptor checked(int fd, const char* call);

struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;
};

/// Both ends are closed on exec; both block.
Pipe make_pipe();

void set_nonblocking(const FileDescriptor& fd);

/// Up to `limit` bytes of a regular file from `offset`; empty where there is none to read.
std::string read_regular_file(const std::string& path, std::size_t offset, std::size_t limit);

/// The size of a regular file; 0 where there is none.
std::size_t regular_file_size(const std::string& path);

}  // namespace perfq::child

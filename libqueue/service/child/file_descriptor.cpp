#include "service/child/file_descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace perfq::child {
namespace {

/// 0 for what is no regular file, or nothing at all.
std::size_t regular_size(mode_t mode, off_t size) {
  return S_ISREG(mode) ? static_cast<std::size_t>(size) : 0;
}

}  // namespace

void FileDescriptor::close() noexcept {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

FileDescriptor checked(int fd, const char* call) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), call);
  FileDescriptor owned(fd);
  if (fd > STDERR_FILENO) return owned;
  return checked(::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1), "fcntl");
}

Pipe make_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  auto write_end = FileDescriptor(ends[1]);
  auto read_end = checked(ends[0], "pipe");
  if (write_end.get() > STDERR_FILENO) return {std::move(read_end), std::move(write_end)};
  return {std::move(read_end),
          checked(::fcntl(write_end.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1), "fcntl")};
}

void set_nonblocking(const FileDescriptor& fd) {
  const int flags = ::fcntl(fd.get(), F_GETFL);
  ::fcntl(fd.get(), F_SETFL, flags | O_NONBLOCK);
}

std::string read_regular_file(const std::string& path, std::size_t offset, std::size_t limit) {
  // The child may have put anything there: a pipe must not hold us up.
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));

  struct stat about {};

  ::fstat(file.get(), &about);
  const auto size = regular_size(about.st_mode, about.st_size);
  if (size <= offset) return {};
  limit = std::min(limit, size - offset);
  std::string text(limit, '\0');
  std::size_t length = 0;
  while (length < limit) {
    const ssize_t got = ::pread(file.get(), text.data() + length, limit - length,
                                static_cast<off_t>(offset + length));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    length += static_cast<std::size_t>(got);
  }
  text.resize(length);
  return text;
}

std::size_t regular_file_size(const std::string& path) {
  struct stat about {};

  ::stat(path.c_str(), &about);
  return regular_size(about.st_mode, about.st_size);
}

}  // namespace perfq::child

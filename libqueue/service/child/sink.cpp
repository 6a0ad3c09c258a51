#include "service/child/sink.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace perfq::child {
namespace {

bool is_ready(int fd) noexcept {
  pollfd ask{fd, POLLOUT, 0};
  return ::poll(&ask, 1, 0) > 0;
}

/// A pipe that is ready takes this much at once.
constexpr std::size_t ready_bytes = 4096;

ssize_t write_when_ready(int fd, std::string_view bytes) noexcept {
  static std::mutex one_at_a_time;  // another child's output must not come between
  std::lock_guard const lock(one_at_a_time);
  if (is_ready(fd)) return ::write(fd, bytes.data(), std::min(bytes.size(), ready_bytes));
  errno = EAGAIN;
  return -1;
}

}  // namespace

Sink::Sink(int fd) : fd_(fd) {
  struct stat about {};

  closed_ = ::fstat(fd, &about) != 0;
  is_socket_ = S_ISSOCK(about.st_mode);
  const bool may_hold_us_up = S_ISFIFO(about.st_mode) || S_ISCHR(about.st_mode);
  if (closed_ || !may_hold_us_up) return;
  const auto path = "/proc/self/fd/" + std::to_string(fd);
  own_ = FileDescriptor(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

std::size_t Sink::write(std::string_view bytes) noexcept {
  if (closed_) return 0;
  ssize_t written = 0;
  if (own_) {
    written = ::write(own_.get(), bytes.data(), bytes.size());
  } else if (is_socket_) {
    written = ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  } else {
    written = write_when_ready(fd_, bytes);
  }
  if (written >= 0) return static_cast<std::size_t>(written);
  closed_ = errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
  return 0;
}

}  // namespace perfq::child

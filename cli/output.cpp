#include "output.hpp"

#include <perfq/error.hpp>

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>

namespace perfq::cli {

namespace {

constexpr std::size_t flush_at_bytes = 1u << 20;

[[noreturn]] void fail(int code) {
  if (code == EPIPE) throw OutputClosed{};
  throw Error(ErrorKind::storage,
              fmt::format("can't write to standard output: {}", std::strerror(code)));
}

}  // namespace

void Output::write(std::string_view text) {
  pending_ += text;
  if (pending_.size() >= flush_at_bytes) flush();
}

void Output::flush() {
  std::size_t sent = 0;
  while (sent < pending_.size()) {
    const auto count = ::write(STDOUT_FILENO, pending_.data() + sent, pending_.size() - sent);
    if (count >= 0) {
      sent += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN) {
      pollfd room{STDOUT_FILENO, POLLOUT, 0};
      poll(&room, 1, -1);
    } else if (errno != EINTR) {
      const int code = errno;
      pending_.clear();
      fail(code);
    }
  }
  pending_.clear();
}

void Output::require_reader() const {
  pollfd reader{STDOUT_FILENO, 0, 0};
  if (poll(&reader, 1, 0) == 1 && (reader.revents & POLLERR) != 0) throw OutputClosed{};
}

}  // namespace perfq::cli

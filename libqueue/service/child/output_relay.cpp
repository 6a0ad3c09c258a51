#include "service/child/output_relay.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace perfq::child {
namespace {

constexpr std::size_t relayed_block_bytes = 16 * 1024;
constexpr int last_patience_ms = 1000;

}  // namespace

OutputRelay::OutputRelay(FileDescriptor pipe, int to, OutputTail& tail)
    : pipe_(std::move(pipe)), tail_(tail) {
  if (to >= 0) out_.emplace(to);
}

pollfd OutputRelay::read_interest() const noexcept {
  const bool wait = out_ && out_->full();
  return {wait ? -1 : pipe_.get(), POLLIN, 0};
}

pollfd OutputRelay::write_interest() const noexcept {
  return {out_ && out_->has_pending() ? out_->fd() : -1, POLLOUT, 0};
}

BootTime OutputRelay::patience_ends() const noexcept {
  return out_ ? out_->patience_ends() : never;
}

void OutputRelay::read(BootTime now) {
  read_once(now);
}

void OutputRelay::write(BootTime now) {
  if (out_ && out_->has_pending()) out_->flush(now);
}

void OutputRelay::drain(BootTime now) {
  const int capacity = ::fcntl(pipe_.get(), F_GETPIPE_SZ);
  for (int left = capacity; left > 0; left -= static_cast<int>(relayed_block_bytes)) {
    if (!read_once(now)) break;
  }
  pipe_.close();
}

bool OutputRelay::read_once(BootTime now) {
  char block[relayed_block_bytes];
  const auto got = ::read(pipe_.get(), block, sizeof block);
  if (got < 0) return errno == EINTR;
  if (got == 0) {
    pipe_.close();
    return false;
  }
  std::string_view const bytes(block, static_cast<std::size_t>(got));
  tail_.append(bytes);
  if (out_) out_->offer(bytes, now);
  return true;
}

void flush_rest(OutputRelay& output, OutputRelay& errors) {
  while (true) {
    pollfd fds[2] = {output.write_interest(), errors.write_interest()};
    if (fds[0].fd < 0 && fds[1].fd < 0) return;
    const int ready = ::poll(fds, 2, last_patience_ms);
    if (ready == 0) return;
    output.write(BootClock::now());
    errors.write(BootClock::now());
  }
}

}  // namespace perfq::child

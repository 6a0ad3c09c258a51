#include "signals.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <system_error>
#include <unistd.h>

namespace perfq::cli {

namespace {

int checked(int descriptor) {
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "signals");
  return descriptor;
}

}  // namespace

StopOnSignals::StopOnSignals() {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stops, &former_mask_);
  signals_ = checked(signalfd(-1, &stops, SFD_CLOEXEC | SFD_NONBLOCK));
  end_ = checked(eventfd(0, EFD_CLOEXEC));
  listener_ = std::thread{[this] { listen(); }};
}

StopOnSignals::~StopOnSignals() {
  const std::uint64_t one = 1;
  // An eventfd that nobody else writes to takes it.
  [[maybe_unused]] const auto written = write(end_, &one, sizeof one);
  listener_.join();
  close(signals_);
  close(end_);
  pthread_sigmask(SIG_SETMASK, &former_mask_, nullptr);
}

void StopOnSignals::listen() {
  std::array<pollfd, 2> sources{{{signals_, POLLIN, 0}, {end_, POLLIN, 0}}};
  while (true) {
    if (poll(sources.data(), sources.size(), -1) < 0) continue;
    if (sources[1].revents != 0) return;
    signalfd_siginfo signal{};
    if (read(signals_, &signal, sizeof signal) != sizeof signal) continue;
    if (!soft_.request_stop()) hard_.request_stop();
  }
}

}  // namespace perfq::cli

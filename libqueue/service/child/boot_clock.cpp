#include "service/child/boot_clock.hpp"

#include <algorithm>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

namespace perfq::child {
namespace {

using std::chrono::nanoseconds;

itimerspec once_at(BootTime at) {
  itimerspec spec{};
  if (at == never) return spec;  // zero disarms
  const auto since_boot = std::max(at.time_since_epoch(), nanoseconds{1});
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(since_boot);
  spec.it_value.tv_sec = whole.count();
  spec.it_value.tv_nsec = (since_boot - whole).count();
  return spec;
}

}  // namespace

BootTime BootClock::now() noexcept {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return BootTime{std::chrono::seconds{time.tv_sec} + nanoseconds{time.tv_nsec}};
}

BootTime later(BootTime at, std::chrono::microseconds stretch) {
  const auto longest = std::chrono::hours{24 * 365 * 100};
  return at + std::min<std::chrono::microseconds>(stretch, longest);
}

Alarm::Alarm()
    : wake_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      timer_(checked(::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK), "timerfd")) {}

void Alarm::wake() noexcept {
  std::uint64_t const one = 1;
  [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
}

void Alarm::set(BootTime at) noexcept {
  const auto spec = once_at(at);
  ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &spec, nullptr);
}

void Alarm::hush() noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got = ::read(wake_.get(), &count, sizeof count);
}

bool Alarm::wait_until(BootTime at) noexcept {
  set(at);
  while (true) {
    pollfd fds[2] = {{wake_.get(), POLLIN, 0}, {timer_.get(), POLLIN, 0}};
    if (::poll(fds, 2, -1) <= 0) continue;
    if (fds[0].revents != 0) {
      hush();
      return false;
    }
    return true;
  }
}

}  // namespace perfq::child

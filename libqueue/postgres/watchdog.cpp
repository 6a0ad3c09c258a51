#include "postgres/watchdog.hpp"

#include <algorithm>
#include <sys/socket.h>

namespace perfq::postgres {

std::shared_ptr<Watchdog> Watchdog::shared() {
  static std::mutex mutex;
  static std::weak_ptr<Watchdog> known;
  const std::lock_guard lock(mutex);
  std::shared_ptr<Watchdog> watchdog = known.lock();
  if (!watchdog) known = watchdog = std::make_shared<Watchdog>();
  return watchdog;
}

Watchdog::Watchdog() : thread_([this](const std::stop_token& stop) { run(stop); }) {}

Watchdog::~Watchdog() = default;

Watchdog::Watch::Watch(Watchdog& watchdog, int socket, microseconds limit) : watchdog_(watchdog) {
  const auto until = Clock::now() + limit;
  bool sooner = false;
  {
    const std::lock_guard lock(watchdog_.mutex_);
    place_ = watchdog_.watched_.insert(watchdog_.watched_.end(), {socket, until});
    sooner = until < watchdog_.looks_at_;
    if (sooner) watchdog_.looks_at_ = until;
  }
  if (sooner) watchdog_.changed_.notify_one();
}

Watchdog::Watch::~Watch() {
  const std::lock_guard lock(watchdog_.mutex_);
  watchdog_.watched_.erase(place_);
}

Watchdog::Clock::time_point Watchdog::shut_down_overdue() {
  const auto now = Clock::now();
  auto next = Clock::time_point::max();
  for (const Watched& watched : watched_) {
    if (watched.until <= now)
      ::shutdown(watched.socket, SHUT_RDWR);
    else
      next = std::min(next, watched.until);
  }
  return next;
}

void Watchdog::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto looks_at = looks_at_;
    const auto sooner = [&] { return looks_at_ < looks_at; };
    if (looks_at == Clock::time_point::max())
      changed_.wait(lock, stop, sooner);
    else if (!changed_.wait_until(lock, stop, looks_at, sooner))
      looks_at_ = shut_down_overdue();
  }
}

}  // namespace perfq::postgres

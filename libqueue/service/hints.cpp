#include "service/hints.hpp"

#include <perfq/error.hpp>

namespace perfq::service {

namespace {

// How long the watcher is deaf to a stop, and after how long it looks whether anybody still waits.
constexpr microseconds listen_slice{100'000};
constexpr microseconds reconnect_pause{500'000};

}  // namespace

Hints::~Hints() = default;

void Hints::notify() {
  {
    const std::lock_guard lock(mutex_);
    ++changes_;
  }
  changed_.notify_all();
}

std::uint64_t Hints::seen() {
  const std::lock_guard lock(mutex_);
  return changes_;
}

bool Hints::wait_past(std::uint64_t seen, microseconds wait, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (connect_ && !watcher_.joinable())
    watcher_ = std::jthread([this](const std::stop_token& ended) { watch(ended); });
  ++waiting_;
  changed_.notify_all();
  changed_.wait_for(lock, std::move(stop), wait, [&] { return changes_ != seen; });
  --waiting_;
  return changes_ != seen;
}

void Hints::watch(const std::stop_token& stop) {
  std::unique_ptr<store::Database> database;
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [&] { return waiting_ > 0; })) {
    lock.unlock();
    bool hinted = false;
    bool failed = false;
    try {
      if (!database) {
        database = connect_();
        hinted = true;  // what happened before it listened
      }
      hinted = database->wait_for_hint(listen_slice) || hinted;
    } catch (const Error&) {
      // Waiting threads still look for themselves; only the push is missing until we are back.
      database.reset();
      failed = true;
    }
    lock.lock();
    if (hinted) {
      ++changes_;
      changed_.notify_all();
    }
    if (failed) changed_.wait_for(lock, stop, reconnect_pause, [] { return false; });
  }
}

}  // namespace perfq::service

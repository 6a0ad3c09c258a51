#include "service/hints.hpp"

#include <perfq/error.hpp>

#include <utility>

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

bool Hints::are_heard() {
  const std::lock_guard lock(mutex_);
  return heard_;
}

bool Hints::want_proof() {
  const std::lock_guard lock(mutex_);
  return listens_ && !heard_ && !std::exchange(proof_given_, true);
}

bool Hints::wait_past(std::uint64_t seen, microseconds wait, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (connect_ && !watcher_.joinable())
    watcher_ = std::jthread([this](const std::stop_token& ended) { watch(ended); });
  // The watcher sleeps while nobody does.
  if (waiting_++ == 0) changed_.notify_all();
  changed_.wait_for(lock, std::move(stop), wait, [&] { return changes_ != seen; });
  --waiting_;
  return changes_ != seen;
}

void Hints::watch(const std::stop_token& stop) {
  std::unique_ptr<store::Database> database;
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [&] { return waiting_ > 0; })) {
    lock.unlock();
    bool heard = false;
    bool listened = false;
    bool failed = false;
    const bool is_new = !database;
    try {
      if (!database) database = connect_();
      heard = database->wait_for_hint(listen_slice);
      listened = database->listens();
    } catch (const Error&) {
      // Waiting threads still look for themselves; only the push is missing until we are back.
      database.reset();
      failed = true;
    }
    lock.lock();
    // What happened before it listened, or while it did not, may be news as well.
    const bool may_have_missed = (is_new && !failed) || (heard_ && !listened);
    if (!listened) heard_ = proof_given_ = false;
    heard_ = heard_ || heard;
    listens_ = listened;
    if (heard || may_have_missed) {
      ++changes_;
      changed_.notify_all();
    }
    if (failed) changed_.wait_for(lock, stop, reconnect_pause, [] { return false; });
  }
}

}  // namespace perfq::service

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace perfq::test {

/// Longer than anything takes here. Who waits so long waits for what will not come.
inline constexpr std::chrono::seconds forever{60};

/// Counts what has happened; others wait until it has happened so often.
class Tally {
 public:
  void add() {
    {
      const std::lock_guard lock(mutex_);
      ++count_;
    }
    changed_.notify_all();
  }

  int count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

  /// False: it didn't.
  bool reaches(int count, std::chrono::seconds within = forever) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, within, [&] { return count_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

/// False: no stop was requested.
inline bool stopped(std::stop_token stop, std::chrono::milliseconds within = forever) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, within, [] { return false; });
  return stop.stop_requested();
}

}  // namespace perfq::test

#include "sqlite/watch.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <poll.h>
#include <sys/inotify.h>
#include <thread>
#include <unistd.h>

namespace perfq::sqlite {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr microseconds shortest = milliseconds{1};
constexpr microseconds longest_when_told = milliseconds{50};
constexpr microseconds longest_by_ourselves = milliseconds{20};

/// The log, never the database file: SQLite's locks on that one end when any descriptor of this
/// process on it is closed.
int watch_log(const std::string& database_path) {
  const int inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (inotify < 0) return -1;
  if (inotify_add_watch(inotify, (database_path + "-wal").c_str(), IN_MODIFY) >= 0) return inotify;
  close(inotify);
  return -1;
}

}  // namespace

Watch::Watch(const std::string& database_path, std::function<bool()> changed)
    : changed_(std::move(changed)), inotify_(watch_log(database_path)) {}

Watch::~Watch() {
  if (inotify_ >= 0) close(inotify_);
}

bool Watch::sleep(microseconds longest) {
  if (inotify_ < 0) {
    std::this_thread::sleep_for(longest);
    return false;
  }
  const auto timeout_ms = (longest.count() + 999) / 1000;
  pollfd descriptor{inotify_, POLLIN, 0};
  if (poll(&descriptor, 1, static_cast<int>(timeout_ms)) <= 0) return false;
  alignas(inotify_event) std::array<char, 4096> events{};
  if (read(inotify_, events.data(), events.size()) <= 0) std::this_thread::sleep_for(longest);
  return true;
}

bool Watch::wait(microseconds wait) {
  const auto until = steady_clock::now() + wait;
  const auto longest = inotify_ < 0 ? longest_by_ourselves : longest_when_told;
  auto interval = shortest;
  while (true) {
    if (changed_()) return true;
    const auto left = duration_cast<microseconds>(until - steady_clock::now());
    if (left <= microseconds::zero()) return false;
    if (!sleep(std::min(interval, left))) {
      interval = std::min(interval * 2, longest);
      continue;
    }
    // Many writes come together; one look a millisecond is enough for them.
    std::this_thread::sleep_for(std::min(shortest, left));
    interval = shortest;
  }
}

}  // namespace perfq::sqlite

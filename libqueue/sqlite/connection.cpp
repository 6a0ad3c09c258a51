#include "sqlite/connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace perfq::sqlite {
namespace {

using std::chrono::steady_clock;

constexpr microseconds longest_halt = std::chrono::milliseconds{200};
constexpr microseconds turn_length = std::chrono::milliseconds{2};
constexpr std::uint32_t most_between_looks_us = 3000;
constexpr std::uint32_t least_between_looks_us = 500;

/// Each RETURNING makes a small private page cache, by default with one allocation so large that
/// glibc gives it back to the kernel each time: page by page it stays in the heap. And each
/// allocation is counted under a lock of the whole process, for statistics that nobody reads. Where
/// the program already uses SQLite its own settings stand.
void allocate_cheaply() {
  static std::once_flag once;
  std::call_once(once, [] {
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  });
}

/// One thread at a time works on a connection (SqliteDatabase::guarded): SQLite needs no lock of
/// its own.
const int open_flags = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;

const char* file_of(const store::SqliteLocation& location) {
  allocate_cheaply();
  return location.memory ? ":memory:" : location.path.c_str();
}

/// Sets a variable until the scope ends.
template <class Value>
class Setting {
 public:
  Setting(Value& place, Value value) : place_(place), before_(std::exchange(place, value)) {}

  ~Setting() { place_ = before_; }

  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

 private:
  Value& place_;
  Value before_;
};

}  // namespace

Connection::Connection(const store::SqliteLocation& location, Durability durability,
                       microseconds give_up_after)
    : in_a_file_(!location.memory),
      give_up_after_(give_up_after),
      database_(file_of(location), open_flags) {
  sqlite3_busy_handler(database_.getHandle(), &Connection::wait_for_lock, this);
  set_up(durability);
}

bool Connection::out_of_patience() const {
  return steady_clock::now() - waiting_since_ >= give_up_after_;
}

/// Uneven, so that two do not look in step.
void Connection::pause(std::uint32_t longest_us) {
  std::this_thread::sleep_for(microseconds{longest_us / 2 + jitter_() % (longest_us / 2)});
}

/// Short waits: one that is long asleep never gets its turn among busy ones.
int Connection::wait_for_lock(void* self, int times) noexcept {
  auto& connection = *static_cast<Connection*>(self);
  if (connection.lock_wait_ == LockWait::not_at_all) return 0;
  if (times == 0 && connection.lock_wait_ == LockWait::from_the_first_look)
    connection.waiting_since_ = steady_clock::now();
  if (connection.out_of_patience()) return 0;
  connection.pause(100u << std::min(times, 2));
  return 1;
}

void Connection::begin_in_turn(const std::function<void()>& begin) {
  if (in_a_file_)
    turnstile_.open(sqlite3_filename_wal(sqlite3_db_filename(database_.getHandle(), "main")));
  waiting_since_ = steady_clock::now();
  if (waiting_since_ < turn_ends_at_ && begin_past_the_others(begin)) return;
  auto longest_us = most_between_looks_us;
  while (!wait_for_turn(longest_us))
    if (begin_past_the_others(begin)) return;
  const Turnstile::Passage passage{turnstile_};
  const Setting setting{lock_wait_, LockWait::from_the_first_turn};
  begin();
  turn_ends_at_ = steady_clock::now() + turn_length;
}

/// The longer the wait was the more often it looks, so that newcomers overtake but few.
bool Connection::wait_for_turn(std::uint32_t& longest_us) {
  const auto look_past_at = steady_clock::now() + std::min(give_up_after_, longest_halt);
  while (!turnstile_.try_enter()) {
    if (steady_clock::now() >= look_past_at) return false;
    pause(longest_us);
    longest_us = std::max(longest_us * 7 / 8, least_between_looks_us);
  }
  return true;
}

/// One look at the lock, within one's turn or because who stands in the turnstile may have been
/// stopped there while the lock behind it is free.
bool Connection::begin_past_the_others(const std::function<void()>& begin) {
  const Setting setting{lock_wait_, LockWait::not_at_all};
  try {
    begin();
    return true;
  } catch (const SQLite::Exception& error) {
    if (!is_busy(error) || out_of_patience()) throw;
    return false;
  }
}

void Connection::set_up(Durability durability) {
  database_.exec("PRAGMA foreign_keys = ON");
  database_.exec("PRAGMA temp_store = MEMORY");
  database_.exec("PRAGMA cache_size = -8000");
  use_wal();
  database_.exec("PRAGMA journal_size_limit = " + std::to_string(log_limit_bytes));
  database_.exec(durability == Durability::full ? "PRAGMA synchronous = FULL"
                                                : "PRAGMA synchronous = NORMAL");
}

/// The change to WAL answers BUSY without asking the busy handler when two processes meet in it.
void Connection::use_wal() {
  waiting_since_ = steady_clock::now();
  const Setting setting{lock_wait_, LockWait::from_the_first_turn};
  for (int times = 0;; ++times) {
    try {
      database_.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (const SQLite::Exception& error) {
      if (!is_busy(error) || wait_for_lock(this, times) == 0) throw;
    }
  }
}

}  // namespace perfq::sqlite

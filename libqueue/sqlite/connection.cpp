#include "sqlite/connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <mutex>
#include <thread>

namespace perfq::sqlite {
namespace {

using std::chrono::steady_clock;

/// Each RETURNING makes a small private page cache, by default with one allocation so large that
/// glibc gives it back to the kernel each time: page by page it stays in the heap. Where the
/// program already uses SQLite its own setting stands.
void keep_page_caches_in_the_heap() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0); });
}

const char* file_of(const store::SqliteLocation& location) {
  keep_page_caches_in_the_heap();
  return location.memory ? ":memory:" : location.path.c_str();
}

}  // namespace

Connection::Connection(const store::SqliteLocation& location, Durability durability,
                       microseconds give_up_after)
    : give_up_after_(give_up_after),
      database_(file_of(location), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
  sqlite3_busy_handler(database_.getHandle(), &Connection::wait_for_lock, this);
  set_up(durability);
}

/// Short and uneven waits: SQLite's own handler grows to 100 ms, and a writer that is that long
/// asleep never gets its turn among busy ones.
int Connection::wait_for_lock(void* self, int times) noexcept {
  auto& connection = *static_cast<Connection*>(self);
  const auto now = steady_clock::now();
  if (times == 0) connection.waiting_since_ = now;
  if (now - connection.waiting_since_ >= connection.give_up_after_) return 0;
  const auto longest_us = std::min<std::uint32_t>(200u << std::min(times, 5), 5000u);
  const auto wait_us = longest_us / 2 + connection.jitter_() % (longest_us / 2);
  std::this_thread::sleep_for(microseconds{wait_us});
  return 1;
}

void Connection::set_up(Durability durability) {
  database_.exec("PRAGMA foreign_keys = ON");
  database_.exec("PRAGMA temp_store = MEMORY");
  database_.exec("PRAGMA cache_size = -8000");
  use_wal();
  database_.exec("PRAGMA journal_size_limit = 67108864");
  database_.exec(durability == Durability::full ? "PRAGMA synchronous = FULL"
                                                : "PRAGMA synchronous = NORMAL");
}

/// The change to WAL answers BUSY without asking the busy handler when two processes meet in it.
void Connection::use_wal() {
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

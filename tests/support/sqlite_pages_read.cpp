#include "support/pages_read.hpp"

#include <sqlite3.h>

#include <mutex>
#include <vector>

namespace perfq::test {

namespace {

std::mutex mutex;
std::vector<sqlite3*> opened;

// SQLite calls it for each connection that is opened.
int remember(sqlite3* connection, char** /*error*/, const sqlite3_api_routines* /*routines*/) {
  const std::lock_guard lock(mutex);
  opened.push_back(connection);
  return SQLITE_OK;
}

const auto extension = reinterpret_cast<void (*)()>(&remember);

int status(sqlite3* connection, int which) {
  int now = 0;
  int highest = 0;
  sqlite3_db_status(connection, which, &now, &highest, 0);
  return now;
}

}  // namespace

PagesRead::PagesRead() {
  opened.clear();
  sqlite3_auto_extension(extension);
}

PagesRead::~PagesRead() {
  sqlite3_cancel_auto_extension(extension);
}

std::int64_t PagesRead::pages_read(store::Database& /*database*/) {
  const std::lock_guard lock(mutex);
  std::int64_t pages = 0;
  for (sqlite3* connection : opened)
    pages += status(connection, SQLITE_DBSTATUS_CACHE_HIT) +
             status(connection, SQLITE_DBSTATUS_CACHE_MISS);
  return pages;
}

}  // namespace perfq::test

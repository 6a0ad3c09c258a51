#include "sqlite/open.hpp"

#include "sqlite/connection.hpp"
#include "sqlite/database.hpp"
#include "sqlite/watch.hpp"

#include <optional>
#include <thread>
#include <utility>

namespace perfq::sqlite {
namespace {

using store::Statement;

constexpr Statement begin_immediate{"begin", "BEGIN IMMEDIATE"};
constexpr Statement commit_it{"commit", "COMMIT"};
constexpr Statement roll_back{"rollback", "ROLLBACK"};
/// Changes when another connection commits, never by this one's own commits.
constexpr Statement data_version{"data_version", "PRAGMA data_version"};

/// The connection, made before the seam over it.
struct Owner {
  Connection own;
};

class OwnDatabase final : Owner, public SqliteDatabase {
 public:
  OwnDatabase(const store::SqliteLocation& location, Durability durability,
              microseconds give_up_after)
      : Owner{{location, durability, give_up_after}},
        SqliteDatabase(own.get(), {location.path, give_up_after}) {
    if (location.memory) return;
    path_ = location.path;
  }

  void begin() override {
    guarded(begin_immediate.name,
            [&] { own.begin_in_turn([&] { prepared_.of(begin_immediate).run({}, {}); }); });
  }

  void commit() override { run_alone(commit_it); }

  void rollback() noexcept override {
    try {
      if (in_transaction()) run_alone(roll_back);
    } catch (const std::exception&) {  // SQLite has rolled back by itself
    }
  }

  bool wait_for_hint(microseconds wait) override {
    if (path_.empty()) {
      std::this_thread::sleep_for(wait);
      return false;
    }
    if (!watch_) {
      changed_by_others();  // makes the -wal file that the watch looks at
      watch_.emplace(path_, [this] { return changed_by_others(); });
    }
    return watch_->wait(wait);
  }

 private:
  /// Never waits for a thread that works on the connection: it will look again.
  bool changed_by_others() {
    const std::unique_lock lock{in_use_, std::try_to_lock};
    if (!lock || in_transaction()) return false;
    try {
      const auto version = prepared_.of(data_version).run({}, {}).at(0).integer(0);
      return std::exchange(seen_version_, version) != version;
    } catch (const SQLite::Exception&) {
      return false;
    }
  }

  std::string path_;  ///< empty: in memory
  std::int64_t seen_version_ = 0;
  std::optional<Watch> watch_;
};

class BorrowedDatabase final : public SqliteDatabase {
 public:
  explicit BorrowedDatabase(SQLite::Database& connection)
      : SqliteDatabase(connection, {connection.getFilename(), {}}) {}

  void begin() override {}

  void commit() override {}

  void rollback() noexcept override {}

  bool wait_for_hint(microseconds wait) override {
    std::this_thread::sleep_for(wait);
    return false;
  }
};

}  // namespace

std::unique_ptr<store::Database> open(const store::SqliteLocation& location, Durability durability,
                                      microseconds give_up_after) {
  try {
    return std::make_unique<OwnDatabase>(location, durability, give_up_after);
  } catch (const SQLite::Exception& error) {
    throw translate(error, {location.path, give_up_after}, "open");
  }
}

std::unique_ptr<store::Database> borrow(SQLite::Database& connection) {
  return std::make_unique<BorrowedDatabase>(connection);
}

}  // namespace perfq::sqlite

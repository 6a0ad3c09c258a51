#pragma once

#include "sqlite/error.hpp"
#include "store/location.hpp"

#include <perfq/queue.hpp>

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <random>

namespace perfq::sqlite {

/// A connection of our own, set up as the queue needs it.
class Connection {
 public:
  /// Throws SQLite::Exception.
  Connection(const store::SqliteLocation& location, Durability durability,
             microseconds give_up_after);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  SQLite::Database& get() { return database_; }

 private:
  static int wait_for_lock(void* self, int times) noexcept;
  void set_up(Durability durability);
  void use_wal();

  microseconds give_up_after_;
  std::chrono::steady_clock::time_point waiting_since_{};
  std::minstd_rand jitter_{std::random_device{}()};
  SQLite::Database database_;
};

}  // namespace perfq::sqlite

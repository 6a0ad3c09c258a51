#pragma once

#include "sqlite/error.hpp"
#include "sqlite/turnstile.hpp"
#include "store/location.hpp"

#include <perfq/queue.hpp>

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <random>

namespace perfq::sqlite {

/// A connection of our own, set up as the queue needs it.
class Connection {
 public:
  /// The -wal file is cut to this size after a checkpoint that no reader held up.
  static constexpr std::int64_t log_limit_bytes = 64 << 20;

  /// Throws SQLite::Exception.
  Connection(const store::SqliteLocation& location, Durability durability,
             microseconds give_up_after);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  SQLite::Database& get() { return database_; }

  /// Calls `begin` (BEGIN IMMEDIATE) when it is this connection's turn among the writers of all
  /// processes. The turn lasts two milliseconds: in it the connection begins again before those who
  /// wait, if the lock is free just then. Throws what `begin` throws.
  void begin_in_turn(const std::function<void()>& begin);

 private:
  /// Whether a lock that is taken is waited for, and since when the time to give up counts.
  enum class LockWait { from_the_first_look, from_the_first_turn, not_at_all };

  bool wait_for_turn(std::uint32_t& longest_us);
  bool begin_past_the_others(const std::function<void()>& begin);
  bool out_of_patience() const;
  void pause(std::uint32_t longest_us);
  static int wait_for_lock(void* self, int times) noexcept;
  void set_up(Durability durability);
  void use_wal();

  bool in_a_file_;
  microseconds give_up_after_;
  std::chrono::steady_clock::time_point waiting_since_{};
  std::chrono::steady_clock::time_point turn_ends_at_{};
  std::minstd_rand jitter_{std::random_device{}()};
  LockWait lock_wait_ = LockWait::from_the_first_look;
  SQLite::Database database_;
  Turnstile turnstile_;  ///< ends before the database, whose end may remove the log
};

}  // namespace perfq::sqlite

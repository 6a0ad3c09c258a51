#pragma once

#include "store/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace perfq::store {

/// What every operation of this floor needs: a connection (inside a transaction where the operation
/// has more than one statement that writes), the clock, chance, and who is asking.
struct Context {
  Database& database;
  /// Missing: the database's own clock.
  std::optional<std::int64_t> now_us;
  std::function<std::uint64_t()>& random;
  const std::string& actor;
  /// Set by whoever ends a job that somebody waits for, maybe in another process.
  bool ended_waited_job = false;

  Value now() const { return integer_or_null(now_us); }

  const Statements& sql() const { return database.statements(); }
};

}  // namespace perfq::store

#pragma once

#include "store/statement.hpp"
#include "store/value.hpp"

#include <SQLiteCpp/Statement.h>

#include <span>
#include <unordered_map>
#include <vector>

namespace perfq::sqlite {

/// One prepared command. SQLite numbers `$1` … by first appearance: they are bound by name.
class Prepared {
 public:
  Prepared(SQLite::Database& connection, const store::Statement& statement);

  /// Runs it to its end, `$1` … being the shared values, then the row's, and leaves it reset
  /// whatever happens.
  store::Rows run(std::span<const store::Value> shared, std::span<const store::Value> row);

 private:
  void bind(std::span<const store::Value> shared, std::span<const store::Value> row);

  SQLite::Statement statement_;
  std::vector<int> places_;  ///< SQLite's index for each `$n`; 0: the text doesn't use it
};

/// The commands of one connection, each prepared once. Their texts must outlive it.
class PreparedStatements {
 public:
  explicit PreparedStatements(SQLite::Database& connection) : connection_(connection) {}

  Prepared& of(const store::Statement& statement);

 private:
  SQLite::Database& connection_;
  std::unordered_map<const char*, Prepared> prepared_;  ///< by where the text stands
};

}  // namespace perfq::sqlite

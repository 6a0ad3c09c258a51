#pragma once

#include "store/statement.hpp"
#include "store/value.hpp"

#include <SQLiteCpp/Statement.h>

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace perfq::sqlite {

/// One prepared command. SQLite numbers `$1` … by first appearance: they are bound by name.
class Prepared {
 public:
  Prepared(SQLite::Database& connection, const std::string& sql);

  /// Runs it to its end, and leaves it reset whatever happens. `$1` … are the shared values, then
  /// those of each row; all rows have the same number of them.
  store::Rows run(const store::Values& shared, std::span<const store::Values> rows);

  /// Whether it is a SELECT, or has a RETURNING.
  bool returns_rows() const { return statement_.getColumnCount() > 0; }

 private:
  void bind(const store::Values& shared, std::span<const store::Values> rows);

  SQLite::Statement statement_;
  std::vector<int> places_;  ///< SQLite's index for each `$n`; 0: the text doesn't use it
};

/// A statement of ours: one command, or a change and a SELECT of what it changed, its look, which
/// runs only where a row was changed. For one row that is cheaper than RETURNING, which builds a
/// table each time; for many RETURNING is.
class PreparedStatement {
 public:
  PreparedStatement(SQLite::Database& connection, const store::Statement& statement);

  /// As Prepared::run, with no row or one; the rows are those of the look, where there is one.
  store::Rows run(const store::Values& shared, std::span<const store::Values> row);

  /// Once for each row. An INSERT whose look tells of all that were changed, and an UPDATE from a
  /// table of rows, take many at a time: to begin and end a statement costs as much as a change.
  store::Rows run_each(const store::Values& shared, std::span<const store::Values> rows);

 private:
  PreparedStatement(SQLite::Database& connection, const std::string& text);
  store::Rows run_many(const store::Values& shared, std::span<const store::Values> rows);
  store::Rows look(const store::Values& shared, std::span<const store::Values> row);

  SQLite::Database& connection_;
  std::string for_many_;  ///< the command before its rows are counted; empty: takes one at a time
  Prepared command_;
  std::optional<Prepared> look_;
  std::optional<Prepared> command_for_many_;
};

/// The commands of one connection, each prepared once. Their texts must outlive it.
class PreparedStatements {
 public:
  explicit PreparedStatements(SQLite::Database& connection) : connection_(connection) {}

  PreparedStatement& of(const store::Statement& statement);

 private:
  SQLite::Database& connection_;
  std::unordered_map<const char*, PreparedStatement> prepared_;  ///< by where the text stands
};

}  // namespace perfq::sqlite

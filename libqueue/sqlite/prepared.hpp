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

  /// Runs it to its end, `$1` … being the shared values, then those of the rows, all of a length,
  /// and leaves it reset whatever happens.
  store::Rows run(const store::Values& shared, std::span<const store::Values> rows);

 private:
  void bind(const store::Values& shared, std::span<const store::Values> rows);

  SQLite::Statement statement_;
  std::vector<int> places_;  ///< SQLite's index for each `$n`; 0: the text doesn't use it
};

/// A statement of ours: a command, or a change and a look at what it changed, which is made only
/// where it changed a row. RETURNING does the same, by way of a table that it makes each time.
class PreparedStatement {
 public:
  PreparedStatement(SQLite::Database& connection, const store::Statement& statement);

  /// As Prepared::run, with no row or one; the rows are those of the look, where there is one.
  store::Rows run(const store::Values& shared, std::span<const store::Values> row);

  /// Once for each row. An INSERT whose look tells of all that were changed takes several at a
  /// time: to begin and end a statement costs as much as to insert a row.
  store::Rows run_each(const store::Values& shared, std::span<const store::Values> rows);

 private:
  PreparedStatement(SQLite::Database& connection, const std::string& text);
  store::Rows run(Prepared& command, const store::Values& shared,
                  std::span<const store::Values> rows);

  SQLite::Database& connection_;
  std::string insert_;  ///< which takes many rows; empty: only one at a time
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

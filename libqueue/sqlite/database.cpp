#include "sqlite/database.hpp"

#include "sqlite/readers.hpp"
#include "store/statements.hpp"
#include "store/template.hpp"

#include <sqlite3.h>

namespace perfq::store {
extern const std::span<const Migration> sqlite_migrations;
}

namespace perfq::sqlite {

using store::Row;
using store::Rows;
using store::Statement;
using store::Values;

SqliteDatabase::SqliteDatabase(SQLite::Database& connection, Scene scene)
    : scene_(std::move(scene)), connection_(connection), prepared_(connection) {}

const store::Statements& SqliteDatabase::statements() const {
  return store::sqlite_statements;
}

Rows SqliteDatabase::run(const Statement& statement, const Values& values) {
  return guarded(statement.name, [&] { return prepared_.of(statement).run(values, {}); });
}

Rows SqliteDatabase::run_alone(const Statement& statement) {
  return run(statement, {});
}

Rows SqliteDatabase::run_each(const Statement& statement, const Values& shared,
                              const std::vector<Values>& rows) {
  return guarded(statement.name, [&] { return prepared_.of(statement).run_each(shared, rows); });
}

bool SqliteDatabase::in_transaction() const {
  return sqlite3_get_autocommit(connection_.getHandle()) == 0;
}

void SqliteDatabase::script(std::string_view sql) {
  const std::string text = store::fill(sql, "", "$1");
  guarded("script", [&] { connection_.exec(text); });
}

std::optional<store::Holder> SqliteDatabase::oldest_transaction() {
  return oldest_reader(connection_.getFilename());
}

bool SqliteDatabase::has_schema() {
  static constexpr Statement look{
      "has_schema", "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"};
  return !run_alone(look).empty();
}

void SqliteDatabase::create_schema() {
  script(
      "CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
      "applied_at_us INTEGER NOT NULL, oldest_program INTEGER NOT NULL) STRICT");
}

std::span<const store::Migration> SqliteDatabase::migrations() const {
  return store::sqlite_migrations;
}

}  // namespace perfq::sqlite

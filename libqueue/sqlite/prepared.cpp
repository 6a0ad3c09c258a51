#include "sqlite/prepared.hpp"

#include "store/template.hpp"

#include <perfq/error.hpp>

#include <SQLiteCpp/Column.h>

#include <string>

namespace perfq::sqlite {
namespace {

/// A statement left half read makes the commit fail, and a bound text must not outlive its owner.
class ResetAfterwards {
 public:
  explicit ResetAfterwards(SQLite::Statement& statement) : statement_(statement) {}

  ~ResetAfterwards() {
    statement_.tryReset();
    try {
      statement_.clearBindings();
    } catch (const SQLite::Exception&) {  // it never fails on a statement that was reset
    }
  }

  ResetAfterwards(const ResetAfterwards&) = delete;
  ResetAfterwards& operator=(const ResetAfterwards&) = delete;

 private:
  SQLite::Statement& statement_;
};

store::Row read_row(SQLite::Statement& statement) {
  store::Values values;
  const int columns = statement.getColumnCount();
  values.reserve(static_cast<std::size_t>(columns));
  for (int i = 0; i < columns; ++i) {
    const SQLite::Column column = statement.getColumn(i);
    if (column.isNull())
      values.emplace_back();
    else if (column.isInteger())
      values.emplace_back(std::int64_t{column.getInt64()});
    else
      values.emplace_back(column.getString());
  }
  return store::Row{std::move(values)};
}

std::string text_of(const store::Statement& statement) {
  return store::fill(statement.sql, "", "$1");
}

std::string look_of(const std::string& text) {
  const auto end = text.find(";\n");
  return end == std::string::npos ? std::string{} : text.substr(end + 2);
}

}  // namespace

Prepared::Prepared(SQLite::Database& connection, const std::string& sql)
    : statement_(connection, sql) {
  const std::size_t count = store::highest_place(statement_.getQuery());
  for (std::size_t n = 1; n <= count; ++n)
    places_.push_back(statement_.getIndex(("$" + std::to_string(n)).c_str()));
}

void Prepared::bind(std::span<const store::Value> shared, std::span<const store::Value> row) {
  if (shared.size() + row.size() < places_.size())
    throw Error(ErrorKind::bug, "a command got too few values: " + statement_.getQuery());
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i] == 0) continue;
    const store::Value& value = i < shared.size() ? shared[i] : row[i - shared.size()];
    if (const auto* number = std::get_if<std::int64_t>(&value))
      statement_.bind(places_[i], *number);
    else if (const auto* text = std::get_if<std::string>(&value))
      statement_.bindNoCopy(places_[i], *text);
  }
}

store::Rows Prepared::run(std::span<const store::Value> shared, std::span<const store::Value> row) {
  const ResetAfterwards guard{statement_};
  bind(shared, row);
  store::Rows rows;
  while (statement_.executeStep()) rows.push_back(read_row(statement_));
  return rows;
}

PreparedStatement::PreparedStatement(SQLite::Database& connection,
                                     const store::Statement& statement)
    : connection_(connection), command_(connection, text_of(statement)) {
  const std::string look = look_of(text_of(statement));
  if (!look.empty()) look_.emplace(connection, look);
}

store::Rows PreparedStatement::run(std::span<const store::Value> shared,
                                   std::span<const store::Value> row) {
  store::Rows rows = command_.run(shared, row);
  if (!look_) return rows;
  return connection_.getChanges() > 0 ? look_->run(shared, row) : store::Rows{};
}

PreparedStatement& PreparedStatements::of(const store::Statement& statement) {
  const auto found = prepared_.find(statement.sql.data());
  if (found != prepared_.end()) return found->second;
  return prepared_.try_emplace(statement.sql.data(), connection_, statement).first->second;
}

}  // namespace perfq::sqlite

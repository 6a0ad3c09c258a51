#include "sqlite/prepared.hpp"

#include "sqlite/statement_text.hpp"
#include "store/template.hpp"

#include <perfq/error.hpp>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <iterator>
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

}  // namespace

Prepared::Prepared(SQLite::Database& connection, const std::string& sql)
    : statement_(connection, sql) {
  const std::size_t count = store::highest_place(statement_.getQuery());
  for (std::size_t n = 1; n <= count; ++n)
    places_.push_back(statement_.getIndex(("$" + std::to_string(n)).c_str()));
}

void Prepared::bind(const store::Values& shared, std::span<const store::Values> rows) {
  const std::size_t width = rows.empty() ? 0 : rows.front().size();
  if (shared.size() + width * rows.size() < places_.size())
    throw Error(ErrorKind::bug, "a command got too few values: " + statement_.getQuery());
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i] == 0) continue;
    const std::size_t of_rows = i - shared.size();
    const store::Value& value =
        i < shared.size() ? shared[i] : rows[of_rows / width][of_rows % width];
    if (const auto* number = std::get_if<std::int64_t>(&value))
      statement_.bind(places_[i], *number);
    else if (const auto* text = std::get_if<std::string>(&value))
      statement_.bindNoCopy(places_[i], *text);
  }
}

store::Rows Prepared::run(const store::Values& shared, std::span<const store::Values> rows) {
  const ResetAfterwards guard{statement_};
  bind(shared, rows);
  store::Rows answer;
  while (statement_.executeStep()) answer.push_back(read_row(statement_));
  return answer;
}

PreparedStatement::PreparedStatement(SQLite::Database& connection,
                                     const store::Statement& statement)
    : PreparedStatement(connection, text_of(statement)) {}

PreparedStatement::PreparedStatement(SQLite::Database& connection, const std::string& text)
    : connection_(connection), command_(connection, for_one_row(command_of(text))) {
  const std::string command = command_of(text);
  const std::string look = look_of(text);
  if (!look.empty()) look_.emplace(connection, look);
  if (looks_at_all_changes(look)) for_many_ = command;
  if (takes_a_table(command)) for_many_ = returning(command, look);
}

store::Rows PreparedStatement::look(const store::Values& shared,
                                    std::span<const store::Values> row) {
  return connection_.getChanges() > 0 ? look_->run(shared, row) : store::Rows{};
}

store::Rows PreparedStatement::run(const store::Values& shared,
                                   std::span<const store::Values> row) {
  store::Rows answer = command_.run(shared, row);
  return look_ ? look(shared, row) : answer;
}

store::Rows PreparedStatement::run_many(const store::Values& shared,
                                        std::span<const store::Values> rows) {
  if (!command_for_many_)
    command_for_many_.emplace(connection_,
                              for_many_rows(for_many_, shared.size(), rows.front().size()));
  store::Rows answer = command_for_many_->run(shared, rows);
  return look_ && !command_for_many_->returns_rows() ? look(shared, rows) : answer;
}

store::Rows PreparedStatement::run_each(const store::Values& shared,
                                        std::span<const store::Values> rows) {
  store::Rows answers;
  const auto add = [&](store::Rows&& some, std::size_t count) {
    std::move(some.begin(), some.end(), std::back_inserter(answers));
    rows = rows.subspan(count);
  };
  if (!for_many_.empty())
    while (rows.size() >= rows_at_a_time)
      add(run_many(shared, rows.first(rows_at_a_time)), rows_at_a_time);
  while (!rows.empty()) add(run(shared, rows.first(1)), 1);
  return answers;
}

PreparedStatement& PreparedStatements::of(const store::Statement& statement) {
  const auto found = prepared_.find(statement.sql.data());
  if (found != prepared_.end()) return found->second;
  return prepared_.try_emplace(statement.sql.data(), connection_, statement).first->second;
}

}  // namespace perfq::sqlite

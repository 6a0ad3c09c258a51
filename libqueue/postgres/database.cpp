#include "postgres/database.hpp"

#include "postgres/array.hpp"
#include "store/statements.hpp"
#include "store/template.hpp"

#include <charconv>
#include <functional>

namespace perfq::store {
extern const std::span<const Migration> postgres_migrations;
}

namespace perfq::postgres {

using compat::Parameters;
using store::Row;
using store::Rows;
using store::Statement;
using store::Value;
using store::Values;

namespace {

/// The driver would end a text at its first NUL, and so name something else.
void refuse_nul(std::string_view text) {
  if (text.find('\0') != std::string_view::npos)
    throw Error(ErrorKind::invalid, "a text has a NUL byte in it: leave it out");
}

std::optional<std::string> parameter(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    refuse_nul(*text);
    return *text;
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return std::nullopt;
}

Parameters parameters_of(const Values& values) {
  Parameters parameters;
  parameters.reserve(values.size());
  for (const Value& value : values) parameters.push_back(parameter(value));
  return parameters;
}

bool is_integer(pqxx::oid type) {
  constexpr pqxx::oid int8 = 20, int2 = 21, int4 = 23;  // pg_type.dat: the same in every database
  return type == int8 || type == int2 || type == int4;
}

/// A timestamp is a digit longer than what a string holds without asking for memory.
Value value_of(const pqxx::field& field, bool is_integer) {
  if (field.is_null()) return {};
  const char* text = field.c_str();
  std::int64_t number = 0;
  if (!is_integer) return std::string{text, field.size()};
  std::from_chars(text, text + field.size(), number);
  return number;
}

Rows rows_of(const pqxx::result& result) {
  std::vector<bool> integers;
  for (pqxx::row::size_type i = 0; i < result.columns(); ++i)
    integers.push_back(is_integer(result.column_type(i)));
  Rows rows;
  rows.reserve(result.size());
  for (const auto& found : result) {
    Values values;
    values.reserve(found.size());
    for (const auto& field : found) values.push_back(value_of(field, integers[values.size()]));
    rows.emplace_back(std::move(values));
  }
  return rows;
}

}  // namespace

PostgresDatabase::PostgresDatabase(Scene scene)
    : scene_(std::move(scene)),
      quoted_schema_('"' + scene_.schema + '"'),
      channel_("perfq_" + scene_.schema) {}

const store::Statements& PostgresDatabase::statements() const {
  return store::postgres_statements;
}

Command& PostgresDatabase::command_of(const Statement& statement) {
  const auto [place, is_new] = commands_.try_emplace(statement.sql.data());
  Command& command = place->second;
  if (!is_new) return command;
  const std::string now = "coalesce($1::bigint, " + quoted_schema_ + ".now_us())";
  command.name = statement.name;
  command.sql = store::fill(statement.sql, quoted_schema_ + ".", now);
  command.prepared_name =
      "perfq_" + command.name + "_" + std::to_string(std::hash<std::string>{}(command.sql));
  command.places = store::highest_place(command.sql);
  command.takes_short_arrays = command.sql.find(") once ") != std::string::npos;
  return command;
}

void PostgresDatabase::for_each_command(const std::function<void(Command&)>& change) {
  for (auto& [place, command] : commands_) change(command);
}

Rows PostgresDatabase::run_with(const Statement& statement, Parameters parameters) {
  Command& command = command_of(statement);
  if (parameters.size() < command.places)
    throw Error(ErrorKind::bug, "a command got too few values: " + command.name);
  parameters.resize(command.places);
  return rows_of(execute(command, parameters));
}

Rows PostgresDatabase::run(const Statement& statement, const Values& values) {
  return run_with(statement, parameters_of(values));
}

Rows PostgresDatabase::run_each(const Statement& statement, const Values& shared,
                                const std::vector<Values>& rows) {
  if (rows.empty()) return {};
  Parameters parameters = parameters_of(shared);
  const bool brief = command_of(statement).takes_short_arrays;
  for (std::string& array : brief ? short_arrays_of(rows) : arrays_of(rows)) {
    refuse_nul(array);
    parameters.emplace_back(std::move(array));
  }
  return run_with(statement, std::move(parameters));
}

void PostgresDatabase::hint() {
  static constexpr Statement notify{"notify", "SELECT pg_notify($1, '')"};
  run(notify, {channel_});
}

void PostgresDatabase::script(std::string_view sql) {
  execute_script(store::fill(sql, quoted_schema_ + ".", quoted_schema_ + ".now_us()"));
}

std::span<const store::Migration> PostgresDatabase::migrations() const {
  return store::postgres_migrations;
}

std::optional<store::Holder> PostgresDatabase::oldest_transaction() {
  constexpr std::int64_t harmful_after_s = 300;
  const store::Rows rows = run(statements().oldest_transaction, {});
  if (rows.empty()) return std::nullopt;
  const store::Row& row = rows.front();
  return store::Holder{row.integer(0), row.text(1), row.text(2), row.integer(3),
                       row.integer(0) >= harmful_after_s};
}

std::string PostgresDatabase::role() {
  static constexpr Statement ask{"role", "SELECT session_user"};
  if (role_.empty()) role_ = run(ask, {}).at(0).text(0);
  return role_;
}

bool PostgresDatabase::may_sweep() {
  if (!may_sweep_) may_sweep_ = run(statements().may_sweep, {}).at(0).flag(0);
  return *may_sweep_;
}

}  // namespace perfq::postgres

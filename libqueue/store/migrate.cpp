#include "store/migrate.hpp"

#include "store/access.hpp"

#include <perfq/error.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>

namespace perfq::store {
namespace {

constexpr Statement list_versions{
    "list_versions", "SELECT number, oldest_program FROM {schema}.schema_version ORDER BY number"};
constexpr Statement insert_version{
    "insert_version",
    "INSERT INTO {schema}.schema_version (number, name, applied_at_us, oldest_program) "
    "VALUES ($1, $2, $3, $4)"};

/// What the database says of itself.
struct Applied {
  std::set<std::int64_t> numbers;
  int newest = 0;
  int oldest_program = 1;
};

Applied read_applied(Database& database) {
  Applied applied;
  if (!database.has_schema()) return applied;
  for (const Row& row : database.run(list_versions, {})) {
    applied.numbers.insert(row.integer(0));
    applied.newest = static_cast<int>(row.integer(0));
    applied.oldest_program = static_cast<int>(row.integer(1));
  }
  return applied;
}

int program_version(const Database& database) {
  const auto migrations = database.migrations();
  return migrations.empty() ? 0 : migrations.back().number;
}

std::vector<Migration> pending(const Database& database, const Applied& applied) {
  std::vector<Migration> missing;
  for (const Migration& migration : database.migrations())
    if (!applied.numbers.contains(migration.number)) missing.push_back(migration);
  return missing;
}

MigrationStatus status(const Database& database, const Applied& applied) {
  MigrationStatus answer{.schema_version = applied.newest,
                         .program_version = program_version(database),
                         .pending = {},
                         .applied = {}};
  for (const Migration& migration : pending(database, applied))
    answer.pending.emplace_back(migration.name);
  return answer;
}

void require_served(const Database& database, const Applied& applied) {
  if (applied.oldest_program <= program_version(database)) return;
  throw Error(ErrorKind::schema, "the schema is at version " + std::to_string(applied.newest) +
                                     " and serves perfq from version " +
                                     std::to_string(applied.oldest_program) + " on, this one is " +
                                     std::to_string(program_version(database)) +
                                     ": install a newer perfq");
}

std::int64_t host_time_us() {
  return to_us(std::chrono::floor<microseconds>(std::chrono::system_clock::now()));
}

void apply(Database& database, const Migration& migration, Applied& applied) {
  database.script(migration.sql);
  applied.oldest_program = std::max(applied.oldest_program, oldest_program(migration));
  applied.newest = std::max(applied.newest, migration.number);
  applied.numbers.insert(migration.number);
  database.run(insert_version, {migration.number, std::string{migration.name}, host_time_us(),
                                std::int64_t{applied.oldest_program}});
}

}  // namespace

int oldest_program(const Migration& migration) {
  constexpr std::string_view label = "-- oldest program: ";
  const auto at = migration.sql.find(label);
  if (at == std::string_view::npos) return 0;
  int number = 0;
  std::from_chars(migration.sql.data() + at + label.size(),
                  migration.sql.data() + migration.sql.size(), number);
  return number;
}

MigrationStatus check(Database& database) {
  const Applied applied = read_applied(database);
  require_served(database, applied);
  return status(database, applied);
}

MigrationStatus migrate(Database& database) {
  Applied applied = read_applied(database);
  require_served(database, applied);
  if (pending(database, applied).empty()) return status(database, applied);

  Transaction transaction{database};
  database.lock_for_migration();
  database.create_schema();
  applied = read_applied(database);  // another one may have been faster
  require_served(database, applied);
  std::vector<std::string> done;
  for (const Migration& migration : pending(database, applied)) {
    apply(database, migration, applied);
    done.emplace_back(migration.name);
  }
  transaction.commit();
  MigrationStatus answer = status(database, applied);
  answer.applied = std::move(done);
  return answer;
}

MigrationStatus migrate(Database& database, const Access& access) {
  for (const Grant& grant : access.grants) require_role(database, grant.role);
  for (const QueueLimit& limit : access.limits) require_role(database, limit.role);
  MigrationStatus answer = migrate(database);
  if (access.grants.empty() && access.limits.empty()) return answer;
  Transaction transaction{database};
  database.lock_for_migration();
  grant_access(database, access);
  transaction.commit();
  return answer;
}

void require_schema(Database& database, std::string_view shown) {
  const Applied applied = read_applied(database);
  require_served(database, applied);
  if (pending(database, applied).empty()) return;
  const std::string command = "run `perfq migrate --db '" + std::string{shown} + "'`";
  if (applied.newest == 0)
    throw Error(ErrorKind::schema, "no perfq schema in " + std::string{shown} + ": " + command);
  throw Error(ErrorKind::schema, "the schema in " + std::string{shown} + " is at version " +
                                     std::to_string(applied.newest) + ", this perfq needs " +
                                     std::to_string(program_version(database)) + ": " + command);
}

std::string pending_sql(Database& database) {
  const Applied applied = read_applied(database);
  require_served(database, applied);
  std::string sql;
  for (const Migration& migration : pending(database, applied))
    sql.append(migration.sql).push_back('\n');
  return sql;
}

}  // namespace perfq::store

#include "postgres/database.hpp"

namespace perfq::postgres {
namespace {

using store::Statement;

constexpr Statement lock_it{"lock_for_migration",
                            "SELECT pg_advisory_xact_lock(hashtextextended('perfq migrate ' || "
                            "$1, 0))"};
constexpr Statement look_for_table{
    "has_schema", "SELECT (to_regclass('{schema}.schema_version') IS NOT NULL)::integer"};
constexpr Statement look_for_namespace{"has_namespace",
                                       "SELECT 1 FROM pg_namespace WHERE nspname = $1"};

}  // namespace

void PostgresDatabase::lock_for_migration() {
  run(lock_it, {scene_.schema});
}

bool PostgresDatabase::has_schema() {
  return run(look_for_table, {}).at(0).flag(0);
}

/// Looks first: `IF NOT EXISTS` asks for the right to create even where nothing is created.
void PostgresDatabase::create_schema() {
  if (run(look_for_namespace, {scene_.schema}).empty())
    execute_script("CREATE SCHEMA " + quoted_schema_);
  if (has_schema()) return;
  script(
      "CREATE TABLE {schema}.schema_version (number integer PRIMARY KEY, name text NOT NULL, "
      "applied_at_us bigint NOT NULL, oldest_program integer NOT NULL)");
}

}  // namespace perfq::postgres

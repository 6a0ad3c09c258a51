#pragma once

#include "store/database.hpp"

#include <perfq/migrate.hpp>

#include <string>
#include <string_view>

namespace perfq::store {

/// What `migrate` would do; changes nothing. `Error{schema}`: newer than this program may handle.
MigrationStatus check(Database& database);

/// Applies what is missing, in one transaction and under the database's migration lock: of two at
/// once the second waits and finds nothing to do, and a killed one leaves nothing. `Error{schema}`:
/// the schema no longer serves this program.
MigrationStatus migrate(Database& database);

/// And gives roles what they may do, in a transaction of its own.
MigrationStatus migrate(Database& database, const Access& access);

/// `Error{schema}`, with the command to run: the schema is missing, older than this program needs
/// or no longer serves it. `shown` is the database's URL without passwords.
void require_schema(Database& database, std::string_view shown);

/// The SQL that `migrate` would run, names filled in as they stand in the files.
std::string pending_sql(Database& database);

/// The oldest program that a schema serves from this migration on: its line
/// `-- oldest program: N`; 0: it has none, and what was said before stands.
int oldest_program(const Migration& migration);

}  // namespace perfq::store

#pragma once

#include <perfq/access.hpp>

#include <string>
#include <vector>

namespace perfq {

struct MigrationStatus {
  int schema_version = 0;   ///< 0: nothing there
  int program_version = 0;  ///< the newest that this program knows
  std::vector<std::string> pending;
  std::vector<std::string> applied;  ///< by this call
};

/// What `migrate` would do; changes nothing. `Error{schema}`: it does not serve this program.
MigrationStatus check_migration(const std::string& url);

/// Brings the schema up to date. Safe to run twice at once (one does, the other waits) and to
/// interrupt: a migration is done whole or not at all.
MigrationStatus migrate(const std::string& url);

/// The same, and then gives roles what they may do, all or nothing; what they may already stays.
/// For the owner of the schema. `Error{invalid}`: no such role, or a database without roles.
MigrationStatus migrate(const std::string& url, const Access& access);

/// The SQL of the migrations that are not applied yet.
std::string pending_sql(const std::string& url);

}  // namespace perfq

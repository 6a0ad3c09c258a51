#include "store/access.hpp"

#include "core/text.hpp"
#include "store/statements.hpp"

#include <perfq/error.hpp>

#include <nlohmann/json.hpp>

namespace perfq::store {

bool has_roles(const Database& database) {
  return !database.statements().role_is_known.sql.empty();
}

void require_role(Database& database, const std::string& role) {
  if (!has_roles(database))
    throw Error(ErrorKind::invalid,
                "SQLite has no roles: leave them out, who may open the file may do anything");
  core::require_name("the role", role);
  if (database.run(database.statements().role_is_known, {role}).empty())
    throw Error(ErrorKind::invalid,
                "the server knows no role '" + role + "': create it first (CREATE ROLE … LOGIN)");
}

void grant_access(Database& database, const Access& access) {
  const Statements& sql = database.statements();
  for (const Grant& grant : access.grants) {
    require_role(database, grant.role);
    database.run(sql.grant_access, {std::string{to_text(grant.kind)}, grant.role});
  }
  for (const QueueLimit& limit : access.limits) {
    require_role(database, limit.role);
    for (const std::string& queue : limit.queues) core::require_name("the queue", queue);
    database.run(sql.limit_access, {limit.role, nlohmann::json(limit.queues).dump()});
  }
}

std::optional<std::string> foreign_role(Context& context, const std::string& worker) {
  if (!has_roles(context.database)) return std::nullopt;
  const Rows rows = context.database.run(context.sql().foreign_role, {worker});
  if (rows.empty()) return std::nullopt;
  return worker + " is bound to the role " + rows.front().text(0) + ", of which " +
         rows.front().text(1) +
         " is no member: connect as one, or give it another with perfq collector set " + worker +
         " --role ROLE";
}

}  // namespace perfq::store

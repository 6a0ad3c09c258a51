#pragma once

#include "store/context.hpp"

#include <perfq/access.hpp>

#include <optional>
#include <string>

namespace perfq::store {

/// Whether the database has roles at all.
bool has_roles(const Database& database);

/// `Error{invalid}`: it has no roles, or none of that name.
void require_role(Database& database, const std::string& role);

/// In the caller's transaction.
void grant_access(Database& database, const Access& access);

/// Why our role may not claim under a worker's name; nothing: it may.
std::optional<std::string> foreign_role(Context& context, const std::string& worker);

}  // namespace perfq::store

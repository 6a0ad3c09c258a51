#pragma once

#include "store/location.hpp"

#include <string>
#include <variant>

namespace perfq {

using store::PostgresLocation;
using store::SqliteLocation;

using Location = std::variant<SqliteLocation, PostgresLocation>;

/// Reads `sqlite:PATH`, `sqlite::memory:`, `postgresql://…` and `postgres://…`, whose
/// `schema=NAME` is taken out. `Error{invalid}` names the fault and never repeats a password.
Location parse_location(const std::string& url);

/// The URL that leads there, passwords left out.
std::string shown(const Location& location);

}  // namespace perfq

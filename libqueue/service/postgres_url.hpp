#pragma once

#include "store/location.hpp"

#include <string>

namespace perfq {

bool is_postgres_url(const std::string& url);

/// See `parse_location`.
store::PostgresLocation parse_postgres_url(const std::string& url);

}  // namespace perfq

#pragma once

#include "store/value.hpp"

#include <span>
#include <string>
#include <vector>

namespace perfq::postgres {

/// The text of a PostgreSQL array with these elements.
std::string array_of(const std::vector<std::string>& texts);

/// The text of an array with the value at that place of each row.
std::string array_of(std::span<const store::Values> rows, std::size_t place);

}  // namespace perfq::postgres

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

/// An array for each place of the rows, of which there is one at least.
std::vector<std::string> arrays_of(std::span<const store::Values> rows);

/// The same, but where all rows are alike the array has the value of the first alone. One array at
/// least has that of each.
std::vector<std::string> short_arrays_of(std::span<const store::Values> rows);

}  // namespace perfq::postgres

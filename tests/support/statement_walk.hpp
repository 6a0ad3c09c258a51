#pragma once

#include "store/database.hpp"

#include <string>
#include <vector>

namespace perfq::test {

/// Runs every statement with values as they occur, and notes each answer in a line: the same on
/// both databases.
std::vector<std::string> walk(store::Database& database);

/// The statements' names that the last walk ran.
std::vector<std::string> walked();

}  // namespace perfq::test

#pragma once

#include "store/database.hpp"

#include <string>
#include <vector>

namespace perfq::test {

/// Runs the queue's statements (those of the layer above have suites of their own) with values as
/// they occur, and notes each answer in a line: the same on both databases.
std::vector<std::string> walk(store::Database& database);

}  // namespace perfq::test

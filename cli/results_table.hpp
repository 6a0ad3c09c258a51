#pragma once

#include "terminal.hpp"

#include <perfq/fleet.hpp>

#include <string>
#include <vector>

namespace perfq::cli {

/// A line for each number of each job; with `compare` the other request's beside it, and the ratio
/// of the first to the second.
std::string results_table(const std::vector<ResultRow>& rows, const std::vector<ResultRow>& others,
                          bool compare, const Terminal& terminal);

}  // namespace perfq::cli

#pragma once

#include "json.hpp"

#include <perfq/fleet.hpp>

#include <string>
#include <vector>

namespace perfq::cli {

/// A number inside a result.
struct Metric {
  std::string path;  ///< `units.regex.wall_s`; empty where the result itself is the number
  Json value;
};

/// All numbers of a result, in its order.
std::vector<Metric> metrics_of(const std::string& result_json);

/// A line for each number of each job; a job without any has one with neither path nor value.
std::string results_csv(const std::vector<ResultRow>& rows);

}  // namespace perfq::cli

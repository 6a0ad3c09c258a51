#pragma once

#include "json.hpp"

#include <perfq/metrics.hpp>

#include <string>

namespace perfq::cli {

/// In Prometheus' text format, version 0.0.4.
std::string prometheus_text(const Metrics& metrics);

/// The same: for each name a list of objects with the labels and the `value`.
Json prometheus_json(const Metrics& metrics);

}  // namespace perfq::cli

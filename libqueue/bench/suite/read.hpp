#pragma once

#include "bench/suite/document.hpp"

#include <perfq/time.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfq::suites {

// What can't be read is noted as a fault, and read as nothing.

std::optional<std::string> read_name(const json& value, const std::string& where, Faults& faults);
/// A name that the list has twice is noted, and read once.
std::vector<std::string> read_list(const json& value, const std::string& where, Faults& faults);
/// A list of at least one.
std::vector<std::string> read_names(const json& value, const std::string& where, Faults& faults);

struct SecondsRange {
  microseconds least;
  std::string_view told;  ///< how people are told of it
};

// Nothing in a suite lasts longer than a job may.
inline constexpr SecondsRange time_limits{microseconds{1000}, "1 ms to 100 days"};
inline constexpr SecondsRange spans{microseconds{0}, "0 to 100 days"};

std::optional<microseconds> read_seconds(const json& value, SecondsRange range,
                                         const std::string& where, Faults& faults);

}  // namespace perfq::suites

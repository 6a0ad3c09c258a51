#include "bench/suite/read.hpp"

#include "core/text.hpp"

#include <perfq/error.hpp>

#include <cmath>
#include <set>

namespace perfq::suites {

namespace {

bool is_good_name(const std::string& text, const std::string& where, Faults& faults) {
  try {
    core::require_name("the name", text);
    return true;
  } catch (const Error& error) {
    faults.add(where, error.what());
    return false;
  }
}

}  // namespace

std::optional<std::string> read_name(const json& value, const std::string& where, Faults& faults) {
  if (!value.is_string()) {
    faults.add(where, "not a text");
    return std::nullopt;
  }
  if (!is_good_name(value.get_ref<const std::string&>(), where, faults)) return std::nullopt;
  return value.get<std::string>();
}

std::vector<std::string> read_list(const json& value, const std::string& where, Faults& faults) {
  std::vector<std::string> names;
  if (!value.is_array()) faults.add(where, "not a list");
  if (!value.is_array()) return names;
  std::set<std::string> once;
  std::set<std::string> twice;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto name = read_name(value[i], under(where, "number " + std::to_string(i + 1)), faults);
    if (!name) continue;
    if (once.insert(*name).second)
      names.push_back(*name);
    else if (twice.insert(*name).second)
      faults.add(where, in_quotes(*name) + " stands there twice");
  }
  return names;
}

std::vector<std::string> read_names(const json& value, const std::string& where, Faults& faults) {
  if (value.is_array() && value.empty()) faults.add(where, "empty");
  return read_list(value, where, faults);
}

std::optional<microseconds> read_seconds(const json& value, SecondsRange range,
                                         const std::string& where, Faults& faults) {
  constexpr double most_s = 100.0 * 24 * 3600;
  const double seconds = value.is_number() ? value.get<double>() : -1;
  if (seconds >= 0 && seconds <= most_s) {
    const microseconds read{std::llround(seconds * 1e6)};
    if (read >= range.least) return read;
  }
  faults.add(where, "not a number of seconds from " + std::string{range.told});
  return std::nullopt;
}

}  // namespace perfq::suites

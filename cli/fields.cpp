#include "fields.hpp"

#include <perfq/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace perfq::cli {

namespace {

std::string shown(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string read_string(const Json& value, const std::string& name) {
  if (!value.is_string()) refuse(name, shown(value), "is no text in double quotes");
  return value.get<std::string>();
}

}  // namespace

Fields::Fields(const std::string& line) : object_(parse_json(line, "")) {
  if (!object_.is_object()) refuse("", line, "is no JSON object");
}

const Json* Fields::take(const std::string& name) {
  taken_.insert(name);
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> Fields::text(const std::string& name) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  return read_string(*value, name);
}

std::vector<std::string> Fields::texts(const std::string& name) {
  const auto* value = take(name);
  if (value == nullptr) return {};
  if (!value->is_array()) return {read_name(read_string(*value, name), name)};
  std::vector<std::string> texts;
  for (const auto& item : *value) texts.push_back(read_name(read_string(item, name), name));
  return texts;
}

std::optional<std::int64_t> Fields::number(const std::string& name, Range range) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  // Through its text: 3.0 and 1e400 are no integers here, 18446744073709551615 is out of range.
  if (!value->is_number_integer()) refuse(name, shown(*value), "is no integer");
  return read_number(shown(*value), name, range);
}

std::optional<bool> Fields::flag(const std::string& name) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) refuse(name, shown(*value), "is neither true nor false");
  return value->get<bool>();
}

std::optional<microseconds> Fields::duration(const std::string& name, bool zero) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return read_duration(value->get<std::string>(), name, zero);
  if (!value->is_number()) refuse(name, shown(*value), "is no duration");
  return read_duration(fmt::format("{:.6f}", value->get<double>()), name, zero);
}

std::optional<Timestamp> Fields::time(const std::string& name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  return read_time(*value, name);
}

std::optional<std::string> Fields::json(const std::string& name) {
  taken_.insert(name);
  const auto found = object_.find(name);
  if (found == object_.end()) return std::nullopt;
  return shown(*found);
}

void Fields::add_unknown_to(std::set<std::string>& unknown) const {
  for (const auto& [name, value] : object_.items()) {
    if (!taken_.contains(name)) unknown.insert(name);
  }
}

std::string warn_of_unknown(const std::set<std::string>& unknown) {
  if (unknown.empty()) return {};
  return fmt::format("warning: ignored fields that are not known here: {}",
                     fmt::join(unknown, ", "));
}

}  // namespace perfq::cli

#include "bench/suite/members.hpp"

#include <algorithm>
#include <limits>

namespace perfq::suites {

Members::Members(const json& value, std::string where,
                 std::initializer_list<std::string_view> known, Faults& faults)
    : object_(value.is_object() ? &value : nullptr), where_(std::move(where)), faults_(&faults) {
  if (!object_) faults.add(where_, "not an object");
  if (!object_) return;
  for (const auto& [member, ignored] : object_->items())
    if (std::find(known.begin(), known.end(), member) == known.end())
      faults.add(where_, in_quotes(member) + " is an unknown member");
}

const json* Members::find(const std::string& member) const {
  if (!object_) return nullptr;
  const auto found = object_->find(member);
  return found == object_->end() ? nullptr : &*found;
}

const json* Members::require(const std::string& member) const {
  const json* found = find(member);
  if (object_ && !found) faults_->add(where(member), "missing");
  return found;
}

const json& Members::require_object(const std::string& member) const {
  static const json none = json::object();
  const json* found = require(member);
  if (!found) return none;
  if (found->is_object() && !found->empty()) return *found;
  faults_->add(where(member), found->is_object() ? "empty" : "not an object");
  return none;
}

const json& Members::require_list(const std::string& member) const {
  static const json none = json::array();
  const json* found = require(member);
  if (!found) return none;
  if (found->is_array() && !found->empty()) return *found;
  faults_->add(where(member), found->is_array() ? "empty" : "not a list");
  return none;
}

bool Members::flag(const std::string& member) const {
  const json* found = find(member);
  if (found && !found->is_boolean()) faults_->add(where(member), "neither true nor false");
  return found && found->is_boolean() && found->get<bool>();
}

std::string Members::text(const std::string& member) const {
  const json* found = find(member);
  if (!found) return {};
  const bool good =
      found->is_string() && found->get_ref<const std::string&>().find('\0') == std::string::npos;
  if (!good) faults_->add(where(member), "not a text without NUL");
  return good ? found->get<std::string>() : std::string{};
}

std::optional<std::string> Members::name(const std::string& member) const {
  const json* found = find(member);
  return found ? read_name(*found, where(member), *faults_) : std::nullopt;
}

std::optional<int> Members::index(const std::string& member) const {
  const json* found = find(member);
  if (!found) return std::nullopt;
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
  if (found->is_number_unsigned() && found->get<std::uint64_t>() <= most) return found->get<int>();
  faults_->add(where(member), "not a whole number from 0");
  return std::nullopt;
}

std::vector<std::string> Members::list(const std::string& member) const {
  const json* found = find(member);
  return found ? read_list(*found, where(member), *faults_) : std::vector<std::string>{};
}

std::vector<std::string> Members::names(const std::string& member) const {
  const json* found = find(member);
  return found ? read_names(*found, where(member), *faults_) : std::vector<std::string>{};
}

std::optional<microseconds> Members::seconds(const std::string& member, SecondsRange range) const {
  const json* found = find(member);
  return found ? read_seconds(*found, range, where(member), *faults_) : std::nullopt;
}

std::optional<microseconds> Members::seconds_or_null(const std::string& member,
                                                     SecondsRange range) const {
  const json* found = find(member);
  return found && found->is_null() ? std::nullopt : seconds(member, range);
}

std::map<std::string, microseconds> Members::seconds_by_name(const std::string& member,
                                                             SecondsRange range) const {
  std::map<std::string, microseconds> read;
  const json* found = find(member);
  if (!found) return read;
  if (!found->is_object()) faults_->add(where(member), "not an object");
  if (!found->is_object()) return read;
  for (const auto& [name, value] : found->items())
    if (const auto one =
            read_seconds(value, range, under(where(member), in_quotes(name)), *faults_))
      read.emplace(name, *one);
  return read;
}

}  // namespace perfq::suites

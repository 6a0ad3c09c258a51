#include "unit.hpp"

#include "command_line.hpp"
#include "packed.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace compile_farm {
namespace {

// Of another format a worker can make nothing, and a key is another.
constexpr int format = 1;

using nlohmann::json;

json facts_of(const Unit& unit) {
  return {{"format", format},      {"language", unit.language},
          {"source", unit.source}, {"directory", unit.directory},
          {"locale", unit.locale}, {"date", unit.date},
          {"flags", unit.flags}};
}

// A path need not be UTF-8; JSON must. A mark in its stead would be a path of another file.
std::string dumped(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::strict);
}

}  // namespace

bool can_travel(const Unit& unit) {
  try {
    return !dumped(facts_of(unit)).empty();
  } catch (const json::type_error&) {
    return false;
  }
}

std::string to_json(const Unit& unit) {
  json whole = facts_of(unit);
  whole["text"] = pack(unit.text);
  return dumped(whole);
}

Unit unit_from_json(const std::string& text) {
  const json whole = json::parse(text);
  if (whole.at("format") != format)
    throw std::runtime_error("the unit is of another format: update the older of the two programs");
  Unit unit{.language = whole.at("language"),
            .source = whole.at("source"),
            .directory = whole.at("directory"),
            .locale = whole.at("locale"),
            .date = whole.at("date"),
            .flags = whole.at("flags").get<std::vector<std::string>>(),
            .text = unpack(whole.at("text").get_ref<const std::string&>())};
  if (!are_plain(unit.flags))
    throw std::runtime_error("the unit has flags that a farm does not take");
  return unit;
}

std::string key_of(const Unit& unit, const std::string& label) {
  return digest(label + '\n' + dumped(facts_of(unit)) + '\n' + unit.text);
}

}  // namespace compile_farm

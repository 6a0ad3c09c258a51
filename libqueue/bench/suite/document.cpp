#include "bench/suite/document.hpp"

#include "core/json_depth.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace perfq::suites {

namespace {

// Follows the parser through the text: the document that it makes no longer tells of repeats.
class RepeatedMembers {
 public:
  explicit RepeatedMembers(Faults& faults) : faults_(&faults) {}

  void on(json::parse_event_t event, const json& parsed) {
    using Event = json::parse_event_t;
    if (event == Event::key) return enter(parsed.get_ref<const std::string&>());
    if (event == Event::object_end || event == Event::array_end) return levels_.pop_back();
    if (!levels_.empty() && levels_.back().is_list)
      levels_.back().at = "number " + std::to_string(++levels_.back().items);
    if (event == Event::object_start) levels_.push_back({});
    if (event == Event::array_start) levels_.push_back({.is_list = true});
  }

 private:
  struct Level {
    bool is_list = false;
    std::size_t items = 0;
    std::set<std::string> members = {};
    std::string at = {};
  };

  void enter(const std::string& member) {
    Level& level = levels_.back();
    level.at.clear();
    if (!level.members.insert(member).second)
      faults_->add(place(), in_quotes(member) + " stands there twice");
    level.at = member;
  }

  std::string place() const {
    std::string outer;
    for (const Level& level : levels_)
      if (!level.at.empty()) outer = under(outer, level.at);
    return outer;
  }

  Faults* faults_;
  std::vector<Level> levels_;
};

// The parser counts bytes from 1.
std::string line_and_column(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace

json read_document(std::string_view text, Faults& faults) {
  if (core::json_depth(text) > core::max_json_depth) {
    faults.add({}, "it nests deeper than " + std::to_string(core::max_json_depth) + " levels");
    return nullptr;
  }
  RepeatedMembers repeated(faults);
  const auto follow = [&](int, json::parse_event_t event, const json& parsed) {
    repeated.on(event, parsed);
    return true;
  };
  try {
    return json::parse(text, follow);
  } catch (const json::parse_error& error) {
    faults.add(line_and_column(text, error.byte), "it is no JSON there");
  } catch (const json::out_of_range&) {
    faults.add({}, "a number is too large");
  }
  return nullptr;
}

}  // namespace perfq::suites

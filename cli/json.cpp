#include "json.hpp"

#include <perfq/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace perfq::cli {

namespace {

constexpr int deepest = 500;

// nlohmann counts bytes from 1; for an unexpected end it names the one past the last.
std::string place(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto line_start = before.rfind('\n');
  const auto column = before.size() - (line_start == before.npos ? 0 : line_start + 1) + 1;
  return line == 1 ? fmt::format("column {}", column)
                   : fmt::format("line {}, column {}", line, column);
}

}  // namespace

std::string to_line(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json value_of(std::string_view json_text) {
  if (json_text.empty()) return nullptr;
  auto value = Json::parse(json_text, nullptr, false);
  return value.is_discarded() ? Json(json_text) : value;
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json time_json(Timestamp at) {
  return format_time(at);
}

Json time_json(const std::optional<Timestamp>& at) {
  return at ? time_json(*at) : Json(nullptr);
}

Json seconds_json(microseconds duration) {
  constexpr std::int64_t second_us = 1'000'000;
  const auto count = duration.count();
  if (count % second_us == 0) return count / second_us;
  return static_cast<double>(count) / static_cast<double>(second_us);
}

Json parse_json(std::string_view text, std::string_view what) {
  const auto refuse = [&](const std::string& fault) {
    throw Error(ErrorKind::invalid, fmt::format("{}{}{}", what, what.empty() ? "" : ": ", fault));
  };
  const auto check_depth = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > deepest) refuse(fmt::format("nested deeper than {} levels", deepest));
    return true;
  };
  try {
    return Json::parse(text, check_depth);
  } catch (const Json::parse_error& fault) {
    refuse(fmt::format("no JSON at {}; texts stand in double quotes", place(text, fault.byte)));
  } catch (const Json::out_of_range&) {
    refuse("a number is too large");
  }
  return nullptr;
}

}  // namespace perfq::cli

#pragma once

#include <perfq/time.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace perfq::cli {

/// Fields keep the order in which they were put in.
using Json = nlohmann::ordered_json;

/// The document and a line end. What is not UTF-8 is replaced.
std::string to_line(const Json& document);

/// The value that the text is; null for an empty one, the text itself where it is no JSON.
Json value_of(std::string_view json_text);

Json text_or_null(std::string_view text);
Json time_json(Timestamp at);
Json time_json(const std::optional<Timestamp>& at);
/// Seconds: a whole number where it is one.
Json seconds_json(microseconds duration);

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// `Error{invalid}` naming `what` (where it is not empty) and the place of the fault. Refuses what
/// is nested deeper than programs care to follow.
Json parse_json(std::string_view text, std::string_view what);

}  // namespace perfq::cli

#include "postgres/array.hpp"

#include <algorithm>

namespace perfq::postgres {
namespace {

/// Quoted always: a bare NULL, an empty text, braces and commas would all mean something else.
void append(std::string& array, std::string_view text) {
  array.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') array.push_back('\\');
    array.push_back(c);
  }
  array.push_back('"');
}

void append(std::string& array, const store::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value))
    append(array, std::string_view{*text});
  else if (const auto* number = std::get_if<std::int64_t>(&value))
    array.append(std::to_string(*number));
  else
    array.append("NULL");
}

template <class Elements, class Get>
std::string array(const Elements& elements, Get get) {
  std::string text = "{";
  for (const auto& element : elements) {
    if (text.size() > 1) text.push_back(',');
    append(text, get(element));
  }
  return text + "}";
}

bool are_alike(std::span<const store::Values> rows, std::size_t place) {
  return std::all_of(rows.begin(), rows.end(), [&](const store::Values& row) {
    return row.at(place) == rows.front().at(place);
  });
}

}  // namespace

std::string array_of(const std::vector<std::string>& texts) {
  return array(texts, [](const std::string& text) { return std::string_view{text}; });
}

std::string array_of(std::span<const store::Values> rows, std::size_t place) {
  return array(rows,
               [place](const store::Values& row) -> const store::Value& { return row.at(place); });
}

std::vector<std::string> arrays_of(std::span<const store::Values> rows) {
  std::vector<std::string> arrays;
  for (std::size_t place = 0; place < rows.front().size(); ++place)
    arrays.push_back(array_of(rows, place));
  return arrays;
}

std::vector<std::string> short_arrays_of(std::span<const store::Values> rows) {
  std::vector<std::string> arrays;
  bool is_any_long = false;
  for (std::size_t place = 0; place < rows.front().size(); ++place) {
    const bool is_long = !are_alike(rows, place);
    is_any_long = is_any_long || is_long;
    arrays.push_back(array_of(is_long ? rows : rows.first(1), place));
  }
  if (!is_any_long) arrays.front() = array_of(rows, 0);
  return arrays;
}

}  // namespace perfq::postgres

#include "sqlite/statement_text.hpp"

#include <cctype>
#include <string_view>

namespace perfq::sqlite {
namespace {

std::size_t after_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0) ++at;
  return at;
}

/// From an opening parenthesis to the one that closes it.
std::string_view parenthesized(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return text.substr(0, at + 1);
  }
  return text;
}

/// The places above the shared ones lie `further` on.
std::string moved(std::string_view row, std::size_t shared, std::size_t further) {
  std::string text;
  while (!row.empty()) {
    const auto end = row.front() == '$' ? after_digits(row, 1) : 1;
    const std::string part{row.substr(0, end)};
    const std::size_t place = end > 1 ? std::stoul(part.substr(1)) : 0;
    text += place > shared ? "$" + std::to_string(place + further) : part;
    row.remove_prefix(end);
  }
  return text;
}

}  // namespace

std::string command_of(const std::string& text) {
  return text.substr(0, text.find(";\n"));
}

std::string look_of(const std::string& text) {
  const auto end = text.find(";\n");
  return end == std::string::npos ? std::string{} : text.substr(end + 2);
}

bool looks_at_all_changes(const std::string& look) {
  return look.find("LIMIT changes()") != std::string::npos;
}

std::string for_many_rows(const std::string& insert, std::size_t shared, std::size_t width) {
  static constexpr std::string_view before_row = "VALUES ";
  const auto start = insert.find(before_row) + before_row.size();
  const std::string_view row = parenthesized(std::string_view{insert}.substr(start));
  std::string text = insert.substr(0, start + row.size());
  for (std::size_t i = 1; i < rows_at_a_time; ++i) text += ", " + moved(row, shared, i * width);
  return text + insert.substr(start + row.size());
}

}  // namespace perfq::sqlite

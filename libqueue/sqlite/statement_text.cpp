#include "sqlite/statement_text.hpp"

#include "store/template.hpp"

#include <cctype>
#include <string_view>
#include <vector>

namespace perfq::sqlite {
namespace {

constexpr std::string_view table_of_rows = "WITH given ";

std::size_t after_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0) ++at;
  return at;
}

/// From the first opening parenthesis to the one that closes it.
std::string_view parenthesized(std::string_view text) {
  text.remove_prefix(text.find('('));
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return text.substr(0, at + 1);
  }
  return text;
}

std::string_view row_of(std::string_view command) {
  return parenthesized(command.substr(command.find("VALUES ")));
}

/// What follows a part of the text.
std::string after(std::string_view part, const std::string& text) {
  return text.substr(static_cast<std::size_t>(part.data() + part.size() - text.data()));
}

/// The names or places of a list in parentheses.
std::vector<std::string> words(std::string_view list) {
  constexpr std::string_view between = "(), \n";
  std::vector<std::string> found;
  for (auto at = list.find_first_not_of(between); at != std::string_view::npos;) {
    const auto end = list.find_first_of(between, at);
    found.emplace_back(list.substr(at, end - at));
    at = list.find_first_not_of(between, end);
  }
  return found;
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

std::string columns_of(const std::string& look) {
  constexpr std::string_view select = "SELECT ";
  return look.substr(select.size(), look.find(" FROM ") - select.size());
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

bool takes_a_table(const std::string& command) {
  return command.find(table_of_rows) != std::string::npos;
}

std::string for_one_row(const std::string& command) {
  const auto start = command.find(table_of_rows);
  if (start == std::string::npos) return command;
  const std::string_view row = row_of(command);
  const auto names = words(parenthesized(std::string_view{command}.substr(start)));
  const auto places = words(row);
  std::string text = after(row, command).substr(1);  // the table's own parenthesis
  for (std::size_t i = 0; i < names.size(); ++i)
    store::replace_all(text, "given." + names[i], places.at(i));
  store::replace_all(text, "FROM given", "");
  return command.substr(0, start) + text;
}

std::string for_many_rows(const std::string& command, std::size_t shared, std::size_t width) {
  const std::string_view row = row_of(command);
  const std::string rest = after(row, command);
  std::string text = command.substr(0, command.size() - rest.size());
  for (std::size_t i = 1; i < rows_at_a_time; ++i) text += ", " + moved(row, shared, i * width);
  return text + rest;
}

std::string returning(const std::string& command, const std::string& look) {
  return look.empty() ? command : command + "\nRETURNING " + columns_of(look);
}

}  // namespace perfq::sqlite

#include "store/template.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace perfq::store {
namespace {

bool is_comment(std::string_view line) {
  const auto start = line.find_first_not_of(" \t");
  return start != std::string_view::npos && line.substr(start, 2) == "--";
}

std::string without_comments(std::string_view sql) {
  std::string kept;
  kept.reserve(sql.size());
  while (!sql.empty()) {
    const auto line = sql.substr(0, sql.find('\n'));
    if (!is_comment(line)) kept.append(line).push_back('\n');
    sql.remove_prefix(std::min(sql.size(), line.size() + 1));
  }
  while (!kept.empty() && kept.back() == '\n') kept.pop_back();
  return kept;
}

}  // namespace

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string fill(std::string_view sql, std::string_view schema_prefix, std::string_view now) {
  std::string text = without_comments(sql);
  const std::array<std::pair<std::string_view, std::string_view>, 5> places{{
      {"{job}", job_columns},
      {"{job_head}", job_head_columns},
      {"{anew}", run_anew},
      {"{now}", now},
      {"{schema}.", schema_prefix},
  }};
  for (const auto& [from, to] : places) replace_all(text, from, to);
  return text;
}

std::size_t highest_place(std::string_view sql) {
  std::size_t highest = 0;
  for (auto at = sql.find('$'); at != std::string_view::npos; at = sql.find('$', at + 1)) {
    std::size_t number = 0;
    for (auto i = at + 1; i < sql.size() && sql[i] >= '0' && sql[i] <= '9'; ++i)
      number = number * 10 + static_cast<std::size_t>(sql[i] - '0');
    highest = std::max(highest, number);
  }
  return highest;
}

}  // namespace perfq::store

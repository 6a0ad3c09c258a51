#include "store/statements.hpp"

#include "store/template.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace {

using perfq::store::Statement;
using perfq::store::Statements;

std::vector<Statement> all(const Statements& statements) {
  std::vector<Statement> found;
  for_each(statements, [&](const Statement& statement) { found.push_back(statement); });
  return found;
}

/// The numbers of `$1`, `$2`, … in a statement, each once, ascending.
std::vector<int> placeholders(std::string_view sql) {
  std::vector<int> numbers;
  for (auto at = sql.find('$'); at != sql.npos; at = sql.find('$', at + 1)) {
    int number = 0;
    for (auto digit = at + 1; digit < sql.size() && std::isdigit(sql[digit]) != 0; ++digit) {
      number = number * 10 + (sql[digit] - '0');
    }
    if (number > 0) numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  const auto rest = std::ranges::unique(numbers);
  numbers.erase(rest.begin(), rest.end());
  return numbers;
}

void check_placeholders(const Statements& statements) {
  for (const auto& [name, sql] : all(statements)) {
    CAPTURE(name);
    const auto numbers = placeholders(perfq::store::fill(sql, "", "$1"));
    const int count = static_cast<int>(numbers.size());
    CHECK((numbers.empty() || numbers.back() == count));
  }
}

}  // namespace

TEST_CASE("both databases have the same statements, one of them perhaps empty") {
  const auto sqlite = all(perfq::store::sqlite_statements);
  const auto postgres = all(perfq::store::postgres_statements);
  REQUIRE(!sqlite.empty());
  REQUIRE(sqlite.size() == postgres.size());
  for (std::size_t i = 0; i < sqlite.size(); ++i) {
    CAPTURE(sqlite[i].name);
    CHECK(sqlite[i].name == postgres[i].name);
    CHECK(!(sqlite[i].sql.empty() && postgres[i].sql.empty()));
  }
}

TEST_CASE("a statement's placeholders are numbered without a gap") {
  check_placeholders(perfq::store::sqlite_statements);
  check_placeholders(perfq::store::postgres_statements);
}

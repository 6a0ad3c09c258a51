#include "sqlite/statement_text.hpp"

#include <doctest/doctest.h>

using namespace perfq::sqlite;

TEST_CASE("an insert for many rows: what they share stays, the rest counts on from row to row") {
  const std::string text = for_many_rows(
      "INSERT INTO t (a, b, c) VALUES ($2, coalesce($3, $1 + 4), 'x') ON CONFLICT (a)", 1, 2);
  CHECK(text.rfind("INSERT INTO t (a, b, c) VALUES ($2, coalesce($3, $1 + 4), 'x'), "
                   "($4, coalesce($5, $1 + 4), 'x'), ($6, ",
                   0) == 0);
  const std::string end = ", ($20, coalesce($21, $1 + 4), 'x') ON CONFLICT (a)";
  CHECK(text.substr(text.size() - end.size()) == end);
}

TEST_CASE("a statement's parts") {
  const std::string change_and_look = "UPDATE t SET a = 1;\nSELECT a FROM t";
  CHECK(command_of(change_and_look) == "UPDATE t SET a = 1");
  CHECK(look_of(change_and_look) == "SELECT a FROM t");
  CHECK(command_of("SELECT 1") == "SELECT 1");
  CHECK(look_of("SELECT 1") == "");
}

#include "sqlite/statement_text.hpp"

#include <doctest/doctest.h>

using namespace perfq::sqlite;

TEST_CASE("an insert for many rows: what they share stays, the rest counts on from row to row") {
  const std::string text = for_many_rows(
      "INSERT INTO t (a, b, c) VALUES ($2, coalesce($3, $1 + 4), 'x') ON CONFLICT (a)", 1, 2);
  CHECK(text.rfind("INSERT INTO t (a, b, c) VALUES ($2, coalesce($3, $1 + 4), 'x'), "
                   "($4, coalesce($5, $1 + 4), 'x'), ($6, ",
                   0) == 0);
  const std::string end = ", ($40, coalesce($41, $1 + 4), 'x') ON CONFLICT (a)";
  CHECK(text.substr(text.size() - end.size()) == end);
}

TEST_CASE("an update from a table of rows: one row needs no table, many are told of") {
  const std::string update =
      "WITH given (id, name) AS (\n  VALUES ($2, $3))\nUPDATE t\n   SET a = $1, b = given.name\n"
      "  FROM given\n WHERE t.id = given.id";
  CHECK(takes_a_table(update));
  CHECK(for_one_row(update) == "\nUPDATE t\n   SET a = $1, b = $3\n  \n WHERE t.id = $2");
  CHECK(for_one_row("EXPLAIN " + update).rfind("EXPLAIN \nUPDATE t", 0) == 0);
  CHECK(for_one_row("UPDATE t SET a = $1") == "UPDATE t SET a = $1");
  CHECK(for_many_rows(update, 1, 2)
            .rfind("WITH given (id, name) AS (\n  VALUES ($2, $3), ($4, $5), ($6, ", 0) == 0);
  CHECK(returning("UPDATE t", "SELECT a, b FROM t WHERE id = $2") == "UPDATE t\nRETURNING a, b");
  CHECK(returning("UPDATE t", "") == "UPDATE t");
}

TEST_CASE("a statement's parts") {
  const std::string change_and_look = "UPDATE t SET a = 1;\nSELECT a FROM t";
  CHECK(command_of(change_and_look) == "UPDATE t SET a = 1");
  CHECK(look_of(change_and_look) == "SELECT a FROM t");
  CHECK(command_of("SELECT 1") == "SELECT 1");
  CHECK(look_of("SELECT 1") == "");
}

#include "postgres/server.hpp"
#include "store/migrate.hpp"
#include "store/template.hpp"
#include "support/all_statements.hpp"

#include <perfq/error.hpp>

#include <doctest/doctest.h>

#include <deque>
#include <string>

using namespace perfq;
using namespace perfq::test;
using store::Statement;

TEST_CASE("every statement prepares on PostgreSQL") {
  const TempSchema schema;
  const auto database = schema.open();
  store::migrate(*database);
  std::deque<std::string> texts;  // a connection knows a statement by the place of its text
  const std::string now = "coalesce($1::bigint, " + schema.name() + ".now_us())";
  for (const Statement& statement : all(database->statements())) {
    if (statement.sql.empty()) continue;
    CAPTURE(statement.name);
    const std::string name = "try_" + std::string{statement.name};
    try {
      database->script("PREPARE " + name + " AS " +
                       store::fill(statement.sql, schema.name() + ".", now));
    } catch (const Error& error) {
      FAIL_CHECK(error.what());
    }
  }
}

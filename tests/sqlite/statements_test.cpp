#include "sqlite/database_file.hpp"
#include "store/migrate.hpp"
#include "support/all_statements.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <string>

using namespace perfq;
using namespace perfq::test;
using store::Statement;

TEST_CASE("every statement prepares on SQLite") {
  const auto database =
      sqlite::open({.path = "", .memory = true}, Durability::full, std::chrono::seconds{1});
  store::migrate(*database);
  const store::Values values(20, store::null);
  std::deque<std::string> texts;  // a connection knows a statement by the place of its text
  for (const Statement& statement : all(database->statements())) {
    if (statement.sql.empty()) continue;
    CAPTURE(statement.name);
    try {
      texts.push_back("EXPLAIN " + std::string{statement.sql});
      database->run({statement.name, texts.back()}, values);
    } catch (const Error& error) {
      FAIL_CHECK(error.what());
    }
  }
}

#include "postgres/server.hpp"
#include "sqlite/open.hpp"
#include "store/migrate.hpp"
#include "support/all_statements.hpp"
#include "support/statement_walk.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace perfq;
using namespace perfq::test;

TEST_CASE("every statement gives the same answer on both databases") {
  const TempSchema schema;
  const auto postgres = schema.open();
  const auto sqlite =
      sqlite::open({.path = ":memory:", .memory = true}, Durability::full, std::chrono::seconds{1});
  store::migrate(*postgres);
  store::migrate(*sqlite);
  const auto there = walk(*postgres);
  const auto here = walk(*sqlite);
  for (std::size_t i = 0; i < std::min(there.size(), here.size()); ++i) CHECK(here[i] == there[i]);
  CHECK(here.size() == there.size());

  const auto names = walked();
  for (const auto& statement : all(sqlite->statements())) {
    CAPTURE(statement.name);
    CHECK(std::find(names.begin(), names.end(), statement.name) != names.end());
  }
}

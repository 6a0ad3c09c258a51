#include "postgres/server.hpp"
#include "sqlite/open.hpp"
#include "store/migrate.hpp"
#include "support/statement_walk.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace perfq;
using namespace perfq::test;

TEST_CASE("the queue's statements give the same answers on both databases") {
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
}

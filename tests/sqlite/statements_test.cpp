#include "sqlite/explained.hpp"

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;

TEST_CASE("every statement prepares on SQLite") {
  explain_all("EXPLAIN", [](const store::Statement& statement, auto explain) {
    CAPTURE(statement.name);
    try {
      explain();
    } catch (const Error& error) {
      FAIL_CHECK(error.what());
    }
  });
}

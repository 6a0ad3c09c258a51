#include "postgres/server.hpp"
#include "support/migration_checks.hpp"

#include <doctest/doctest.h>

using namespace perfq::test;

namespace {

void with_schema(void (*check)(const Open&)) {
  const TempSchema schema;
  check([&] { return connect(schema.name()); });
}

}  // namespace

TEST_CASE("PostgreSQL: a migration, and the same again") {
  with_schema(check_fresh_and_again);
}

// D5 breaks with libqueue/postgres/schema.cpp: s/^  run(lock_it, .*;//
TEST_CASE("PostgreSQL: of many migrations at once one does it, the others wait") {
  with_schema(check_many_at_once);
}

TEST_CASE("PostgreSQL: a migration killed midway leaves nothing") {
  with_schema(check_killed_midway);
}

// D5 breaks with libqueue/store/migrate.cpp:
//   s/^    apply(database, .*;/&database.commit(); database.begin();/
TEST_CASE("PostgreSQL: a migration that fails midway leaves nothing") {
  with_schema(check_failed_midway);
}

TEST_CASE("PostgreSQL: schemas that do not serve this program") {
  with_schema(check_versions_that_do_not_serve);
}

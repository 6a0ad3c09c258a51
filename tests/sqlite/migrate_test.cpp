#include "store/migrate.hpp"

#include "sqlite/database_file.hpp"
#include "support/migration_checks.hpp"

#include <doctest/doctest.h>

using namespace perfq::test;

namespace {

void with_file(void (*check)(const Open&)) {
  const TempDirectory directory;
  check([&] { return open_file(directory.file("queue.db")); });
}

}  // namespace

TEST_CASE("SQLite: a migration, and the same again") {
  with_file(check_fresh_and_again);
}

TEST_CASE("SQLite: of many migrations at once one does it, the others wait") {
  with_file(check_many_at_once);
}

TEST_CASE("SQLite: a migration killed midway leaves nothing") {
  with_file(check_killed_midway);
}

// D5 breaks with libqueue/store/migrate.cpp:
//   s/^    apply(database, .*;/&database.commit(); database.begin();/
TEST_CASE("SQLite: a migration that fails midway leaves nothing") {
  with_file(check_failed_midway);
}

TEST_CASE("SQLite: schemas that do not serve this program") {
  with_file(check_versions_that_do_not_serve);
}

TEST_CASE("a migration says itself which programs it still serves") {
  CHECK(perfq::store::oldest_program({1, "one", "-- Words.\n-- oldest program: 12\nCREATE"}) == 12);
  CHECK(perfq::store::oldest_program({1, "one", "CREATE TABLE x (a)"}) == 0);
}

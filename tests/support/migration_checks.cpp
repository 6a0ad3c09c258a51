#include "support/migration_checks.hpp"

#include "store/migrate.hpp"
#include "store/statements.hpp"
#include "support/failure.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <signal.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace perfq::test {

using store::Statement;

void check_fresh_and_again(const Open& open) {
  const auto database = open();
  const auto known = database->migrations();
  const auto missing = failure_of([&] { store::require_schema(*database, "db:somewhere"); });
  CHECK(missing.kind == ErrorKind::schema);
  CHECK(missing.text.find("perfq migrate --db 'db:somewhere'") != std::string::npos);
  CHECK(store::check(*database).schema_version == 0);
  CHECK(store::check(*database).pending.size() == known.size());
  CHECK(store::pending_sql(*database).find("CREATE TABLE") != std::string::npos);

  const auto first = store::migrate(*database);
  CHECK(first.applied.size() == known.size());
  CHECK(first.pending.empty());
  CHECK(first.schema_version == known.back().number);
  CHECK(first.program_version == known.back().number);
  CHECK(store::migrate(*database).applied.empty());
  CHECK(store::pending_sql(*database).empty());
  store::require_schema(*database, "db:somewhere");
}

void check_many_at_once(const Open& open) {
  std::atomic<int> did_it = 0;
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> programs;
    for (int i = 0; i < 6; ++i)
      programs.emplace_back([&] {
        try {
          if (!store::migrate(*open()).applied.empty()) ++did_it;
        } catch (const std::exception&) {
          ++failed;
        }
      });
  }
  CHECK(did_it == 1);
  CHECK(failed == 0);
  store::require_schema(*open(), "");
}

/// All but the commit, in a process that ends without a word.
void check_killed_midway(const Open& open) {
  const pid_t child = fork();
  if (child == 0) {
    const auto database = open();
    database->begin();
    database->lock_for_migration();
    database->create_schema();
    database->script(database->migrations().front().sql);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  const auto database = open();
  CHECK_FALSE(database->has_schema());
  CHECK(store::migrate(*database).applied.size() == database->migrations().size());
}

/// One of the last migration's tables is in its way.
void check_failed_midway(const Open& open) {
  static constexpr Statement in_the_way{"in_the_way", "CREATE TABLE {schema}.request (mine TEXT)"};
  static constexpr Statement away{"away", "DROP TABLE {schema}.request"};
  const auto database = open();
  database->begin();
  database->create_schema();
  database->run(in_the_way, {});
  database->commit();
  CHECK_THROWS_AS(store::migrate(*database), Error);
  CHECK(store::check(*database).schema_version == 0);
  database->run(away, {});
  CHECK(store::migrate(*database).applied.size() == database->migrations().size());
}

void check_versions_that_do_not_serve(const Open& open) {
  static constexpr Statement newer{
      "newer", "INSERT INTO {schema}.schema_version VALUES (999, 'later', 0, $1)"};
  static constexpr Statement demand{
      "demand", "UPDATE {schema}.schema_version SET oldest_program = 999 WHERE number = 999"};
  static constexpr Statement older{"older", "DELETE FROM {schema}.schema_version WHERE number > 1"};
  const auto database = open();
  store::migrate(*database);

  database->run(newer, {std::int64_t{1}});
  store::require_schema(*database, "");
  CHECK(store::migrate(*database).schema_version == 999);

  database->run(demand, {});
  const auto refused = failure_of([&] { store::require_schema(*database, ""); });
  CHECK(refused.kind == ErrorKind::schema);
  CHECK(refused.text.find("newer perfq") != std::string::npos);
  CHECK(failure_of([&] { store::migrate(*database); }).kind == ErrorKind::schema);

  database->run(older, {});
  const auto behind = failure_of([&] { store::require_schema(*database, "db:x"); });
  CHECK(behind.kind == ErrorKind::schema);
  CHECK(behind.text.find("perfq migrate") != std::string::npos);
}

}  // namespace perfq::test

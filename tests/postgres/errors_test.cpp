#include "postgres/server.hpp"
#include "store/statements.hpp"
#include "support/failure.hpp"

#include <perfq/error.hpp>

#include <doctest/doctest.h>
#include <pqxx/pqxx>

#include <chrono>
#include <thread>

namespace {

using namespace perfq;
using namespace perfq::test;
using store::Statement;

constexpr Statement create{"create", "CREATE TABLE {schema}.t (a bigint PRIMARY KEY, b text)"};
constexpr Statement insert{"insert", "INSERT INTO {schema}.t (a, b) VALUES ($1, $2) RETURNING a"};
constexpr Statement count{"count", "SELECT count(*) FROM {schema}.t"};
constexpr Statement nap{"nap", "SELECT pg_sleep(5)"};
constexpr Statement add{"add", "UPDATE {schema}.t SET b = b || 'x' WHERE a = $1"};

}  // namespace

TEST_CASE("a name taken is a conflict, and the connection works on") {
  const TempSchema schema;
  const auto database = schema.open();
  database->run(create, {});
  for (std::int64_t i = 0; i < 4; ++i) {
    database->run(insert, {i, "x"});
    const auto failed = failure_of([&] { database->run(insert, {i, "x"}); });
    CHECK(failed.kind == ErrorKind::conflict);
    CHECK_FALSE(failed.effect_unknown);
    CHECK(failed.text.find('\n') == std::string::npos);
  }
}

TEST_CASE("a missing schema says what to run") {
  const auto database = connect("perfq_nowhere");
  const auto failed =
      failure_of([&] { database->run(database->statements().find_job, {std::int64_t{1}}); });
  CHECK(failed.kind == ErrorKind::schema);
  CHECK(failed.text.find("perfq migrate --db") != std::string::npos);
  CHECK_FALSE(database->has_schema());
}

TEST_CASE("an idle connection that the server ended is made anew before anything is sent") {
  const TempSchema schema;
  const auto database = schema.open();
  database->run(create, {});
  for (int i = 0; i < 3; ++i) {
    const auto pid = pid_of(*database);
    terminate(*schema.open(), pid);
    database->run(insert, {std::int64_t{i}, "x"});
    CHECK(pid_of(*database) != pid);
  }
}

TEST_CASE("a connection that ends in a transaction takes it along, and nothing else") {
  const TempSchema schema;
  const auto database = schema.open();
  database->run(create, {});
  const auto failed = failure_of([&] {
    store::Transaction transaction{*database};
    database->run(insert, {std::int64_t{1}, "x"});
    terminate(*schema.open(), pid_of(*database));
    database->run(insert, {std::int64_t{2}, "x"});
    transaction.commit();
  });
  CHECK(failed.kind == ErrorKind::unavailable);
  CHECK(failed.may_retry);
  CHECK(database->run(count, {}).at(0).integer(0) == 0);
}

TEST_CASE("a commit whose answer is lost may have taken effect") {
  const TempSchema schema;
  const auto database = schema.open();
  database->run(create, {});
  const auto failed = failure_of([&] {
    store::Transaction transaction{*database};
    database->run(insert, {std::int64_t{1}, "x"});
    terminate(*schema.open(), pid_of(*database));
    transaction.commit();
  });
  CHECK(failed.kind == ErrorKind::unavailable);
  CHECK(failed.effect_unknown);
  CHECK(database->run(count, {}).at(0).integer(0) == 0);
}

TEST_CASE("a connection that ends under a lone statement leaves its effect unknown") {
  const TempSchema schema;
  const auto database = schema.open();
  const auto pid = pid_of(*database);
  std::jthread killer{[&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
    terminate(*schema.open(), pid);
  }};
  const auto failed = failure_of([&] { database->run(nap, {}); });
  CHECK(failed.kind == ErrorKind::unavailable);
  CHECK(failed.effect_unknown);
  CHECK(pid_of(*database) != pid);
}

TEST_CASE("two transactions that block each other: one is busy and may retry") {
  const TempSchema schema;
  const auto first = schema.open();
  const auto second = schema.open();
  first->run(create, {});
  first->run(insert, {std::int64_t{1}, ""});
  first->run(insert, {std::int64_t{2}, ""});
  int busy = 0;
  const auto cross = [&](store::Database& database, std::int64_t from, std::int64_t to) {
    return failure_of([&] {
      store::Transaction transaction{database};
      database.run(add, {from});
      std::this_thread::sleep_for(std::chrono::milliseconds{200});
      database.run(add, {to});
      transaction.commit();
    });
  };
  Failed other;
  std::jthread thread{[&] { other = cross(*second, 2, 1); }};
  const Failed here = cross(*first, 1, 2);
  thread.join();
  for (const auto& failed : {here, other})
    if (failed.thrown) {
      CHECK(failed.kind == ErrorKind::busy);
      CHECK(failed.may_retry);
      ++busy;
    }
  CHECK(busy == 1);
  first->run(add, {std::int64_t{1}});
}

TEST_CASE("nobody there: given up at once, and nothing was done") {
  const auto failed = failure_of([] {
    postgres::open({.connection = "postgresql://me:secret@127.0.0.1:1/x",
                    .schema = "perfq",
                    .shown = "postgresql://me@127.0.0.1:1/x"},
                   std::chrono::seconds{2});
  });
  CHECK(failed.kind == ErrorKind::unavailable);
  CHECK(failed.may_retry);
  CHECK(failed.text.find("secret") == std::string::npos);
  CHECK(failed.text.find("postgresql://me@127.0.0.1:1/x") != std::string::npos);
  CHECK(failed.text.find('\n') == std::string::npos);
}

TEST_CASE("a URL that libpq refuses is bad input, its password is not repeated") {
  const auto failed = failure_of([] {
    postgres::open({.connection = "postgresql://me:secret@[::1/x", .schema = "perfq", .shown = "?"},
                   std::chrono::seconds{2});
  });
  CHECK(failed.kind == ErrorKind::invalid);
  CHECK(failed.text.find("secret") == std::string::npos);
}

TEST_CASE("a role without rights is told so") {
  const TempSchema schema;
  const auto database = schema.open();
  database->run(create, {});
  const std::string role = schema.name() + "_role";
  database->script("CREATE ROLE " + role);
  const auto failed = failure_of([&] {
    store::Transaction transaction{*database};
    database->script("SET LOCAL ROLE " + role);
    database->run(count, {});
  });
  database->script("DROP ROLE " + role);
  CAPTURE(failed.text);
  CHECK(failed.kind == ErrorKind::storage);
}

TEST_CASE("inside the caller's transaction the caller commits") {
  const TempSchema schema;
  const auto database = schema.open();
  database->run(create, {});
  pqxx::connection connection{server_url()};
  {
    pqxx::work theirs{connection};
    const auto borrowed = postgres::borrow(theirs, schema.name());
    store::Transaction ours{*borrowed};
    borrowed->run(insert, {std::int64_t{1}, "x"});
    ours.commit();
    CHECK(borrowed->run(count, {}).at(0).integer(0) == 1);
  }
  CHECK(database->run(count, {}).at(0).integer(0) == 0);
}

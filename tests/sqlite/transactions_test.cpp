#include "sqlite/database_file.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

namespace {

using namespace perfq;
using namespace perfq::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using store::Statement;

constexpr Statement create_lines{"create", "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT"};
constexpr Statement insert_line{"insert", "INSERT INTO t (b) VALUES ($1) RETURNING a, b"};
constexpr Statement count{"count", "SELECT count(*) FROM t"};
constexpr Statement list{"list", "SELECT b FROM t ORDER BY a"};

std::int64_t count_rows(store::Database& database) {
  return database.run(count, {}).at(0).integer(0);
}

}  // namespace

// D6 breaks with libqueue/sqlite/open.cpp: s/"BEGIN IMMEDIATE"/"BEGIN"/
TEST_CASE("a transaction takes the write lock at its beginning") {
  const TempDirectory directory;
  const auto first = open_file(directory.file("queue.db"));
  const auto second = open_file(directory.file("queue.db"), milliseconds{30});
  first->begin();
  const auto since = steady_clock::now();
  const auto failed = failure_of([&] { second->begin(); });
  const auto waited = steady_clock::now() - since;
  CHECK(failed.kind == ErrorKind::busy);
  CHECK(failed.may_retry);
  CHECK(failed.text.find("30 ms") != std::string::npos);
  CHECK(waited >= milliseconds{30});
  CHECK(waited < milliseconds{1000});
  first->rollback();
  second->begin();
  second->rollback();
}

TEST_CASE("a writer waits for another one and then goes on") {
  const TempDirectory directory;
  const auto first = open_file(directory.file("queue.db"));
  first->run(create_lines, {});
  const auto second = open_file(directory.file("queue.db"));
  first->begin();
  first->run(insert_line, {"first"});
  std::jthread other{[&] { second->run(insert_line, {"second"}); }};
  std::this_thread::sleep_for(milliseconds{50});
  CHECK(count_rows(*first) == 1);
  first->commit();
  other.join();
  CHECK(count_rows(*first) == 2);
}

TEST_CASE("many connections write and none gives up") {
  const TempDirectory directory;
  const std::string file = directory.file("queue.db");
  open_file(file)->run(create_lines, {});
  {
    std::vector<std::jthread> writers;
    for (int i = 0; i < 8; ++i)
      writers.emplace_back([&] {
        const auto database = open_file(file);
        for (int n = 0; n < 50; ++n) {
          store::Transaction transaction{*database};
          count_rows(*database);
          database->run(insert_line, {"x"});
          transaction.commit();
        }
      });
  }
  CHECK(count_rows(*open_file(file)) == 400);
}

TEST_CASE("many connections open a new file at once") {
  const TempDirectory directory;
  const std::string file = directory.file("queue.db");
  std::vector<std::jthread> openers;
  for (int i = 0; i < 8; ++i) openers.emplace_back([&] { open_file(file); });
}

TEST_CASE("what is not committed is not there") {
  const TempDirectory directory;
  const auto database = open_file(directory.file("queue.db"));
  database->run(create_lines, {});
  {
    store::Transaction transaction{*database};
    database->run(insert_line, {"x"});
  }
  CHECK(count_rows(*database) == 0);
}

TEST_CASE("rows that nobody reads don't stop the commit") {
  const TempDirectory directory;
  const auto database = open_file(directory.file("queue.db"));
  database->run(create_lines, {});
  store::Transaction transaction{*database};
  database->run_each(insert_line, {}, {{"a"}, {"b"}, {"c"}});
  transaction.commit();
  CHECK(database->run(list, {}).size() == 3);
}

TEST_CASE("values are bound by their number, however often and in what order a text uses them") {
  const auto database =
      sqlite::open({.path = "", .memory = true}, Durability::full, std::chrono::seconds{1});
  const auto row = database->run({"places", "SELECT $3, $1, $3 || $1"}, {"a", "unused", "c"}).at(0);
  CHECK(row.text(0) == "c");
  CHECK(row.text(1) == "a");
  CHECK(row.text(2) == "ca");
  const auto each = database->run_each({"each", "SELECT $2, $1"}, {"shared"}, {{"x"}, {"y"}});
  CHECK(each.at(1).text(0) == "y");
  CHECK(each.at(1).text(1) == "shared");
}

TEST_CASE("nothing of an earlier call stays bound") {
  const auto database =
      sqlite::open({.path = "", .memory = true}, Durability::full, std::chrono::seconds{1});
  constexpr Statement echo{"echo", "SELECT $1"};
  CHECK(database->run(echo, {"x"}).at(0).text(0) == "x");
  CHECK(database->run(echo, {store::null}).at(0).is_null(0));
  CHECK(database->run(echo, {std::int64_t{7}}).at(0).integer(0) == 7);
}

TEST_CASE("inside the caller's transaction the caller commits") {
  const TempDirectory directory;
  const std::string file = directory.file("queue.db");
  SQLite::Database connection{file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
  const auto borrowed = sqlite::borrow(connection);
  borrowed->run(create_lines, {});
  {
    SQLite::Transaction theirs{connection, SQLite::TransactionBehavior::IMMEDIATE};
    store::Transaction ours{*borrowed};
    borrowed->run(insert_line, {"x"});
    ours.commit();
  }
  CHECK(count_rows(*borrowed) == 0);
}

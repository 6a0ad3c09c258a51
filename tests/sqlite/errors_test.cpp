#include "sqlite/database_file.hpp"
#include "store/statements.hpp"

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include <fstream>

namespace {

using namespace perfq;
using namespace perfq::test;
using store::Statement;

constexpr Statement create{"create",
                           "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE) STRICT"};
constexpr Statement insert{"insert", "INSERT INTO t (a, b) VALUES ($1, $2) RETURNING a"};

void check_one_line(const Failed& failed, const std::string& file) {
  CHECK(failed.text.find('\n') == std::string::npos);
  CHECK(failed.text.find(file) != std::string::npos);
}

}  // namespace

TEST_CASE("a file in a directory that is not there is a fault of the storage") {
  const TempDirectory directory;
  const std::string file = directory.file("none/queue.db");
  const auto failed = failure_of([&] { open_file(file); });
  CHECK(failed.kind == ErrorKind::storage);
  CHECK_FALSE(failed.may_retry);
  check_one_line(failed, file);
}

TEST_CASE("a directory is no database") {
  const TempDirectory directory;
  const auto failed = failure_of([&] { open_file(directory.path().string()); });
  CHECK(failed.kind == ErrorKind::storage);
}

// D6 breaks with libqueue/sqlite/error.cpp: s/case SQLITE_NOTADB:/case SQLITE_NOTICE:/
TEST_CASE("a text file is no database, and stays as it was") {
  const TempDirectory directory;
  const std::string file = directory.file("notes.txt");
  std::ofstream{file} << std::string(5000, 'x');
  const auto failed = failure_of([&] { open_file(file); });
  CHECK(failed.kind == ErrorKind::storage);
  CHECK(failed.text.find("no SQLite database") != std::string::npos);
  check_one_line(failed, file);
  CHECK(std::filesystem::file_size(file) == 5000);
}

// D6 breaks with libqueue/sqlite/error.cpp: s/case SQLITE_READONLY:/case SQLITE_NOTICE:/
TEST_CASE("a database that can't be written says so") {
  const TempDirectory directory;
  const std::string file = directory.file("queue.db");
  open_file(file)->run(create, {});
  SQLite::Database read_only{file, SQLite::OPEN_READONLY};
  const auto database = sqlite::borrow(read_only);
  const auto failed = failure_of([&] { database->run(insert, {std::int64_t{1}, "x"}); });
  CHECK(failed.kind == ErrorKind::storage);
  CHECK(failed.text.find("writable") != std::string::npos);
  check_one_line(failed, file);
}

TEST_CASE("a name taken is a conflict, and the statement works on") {
  const TempDirectory directory;
  const auto database = open_file(directory.file("queue.db"));
  database->run(create, {});
  database->run(insert, {std::int64_t{1}, "x"});
  CHECK(failure_of([&] {
          database->run(insert, {std::int64_t{2}, "x"});
        }).kind == ErrorKind::conflict);
  CHECK(failure_of([&] {
          database->run(insert, {std::int64_t{1}, "y"});
        }).kind == ErrorKind::conflict);
  CHECK(database->run(insert, {std::int64_t{3}, "z"}).at(0).integer(0) == 3);
}

// D6 breaks with libqueue/sqlite/error.cpp: s/case SQLITE_FULL:/case SQLITE_NOTICE:/
// D6 breaks with libqueue/sqlite/open.cpp: s/if (in_transaction()) run_alone(roll_back);//
TEST_CASE("a full database is a fault of the storage, and the transaction is gone") {
  const TempDirectory directory;
  const auto database = open_file(directory.file("queue.db"));
  database->run(create, {});
  database->script("PRAGMA max_page_count = 10");
  const auto failed = failure_of([&] {
    store::Transaction transaction{*database};
    for (std::int64_t i = 0; i < 100; ++i)
      database->run(insert, {i, std::to_string(i) + std::string(2000, 'x')});
    transaction.commit();
  });
  CHECK(failed.kind == ErrorKind::storage);
  CHECK(failed.text.find("no space") != std::string::npos);
  CHECK(database->run({"count", "SELECT count(*) FROM t"}, {}).at(0).integer(0) == 0);
  CHECK(database->run(insert, {std::int64_t{1}, "x"}).size() == 1);
}

TEST_CASE("a missing table is a matter of the schema") {
  const TempDirectory directory;
  const auto database = open_file(directory.file("queue.db"));
  const auto failed =
      failure_of([&] { database->run(database->statements().find_job, {std::int64_t{1}}); });
  CHECK(failed.kind == ErrorKind::schema);
  CHECK(failed.text.find("perfq migrate") != std::string::npos);
}

TEST_CASE("too few values are our own fault, not a null") {
  const TempDirectory directory;
  const auto database = open_file(directory.file("queue.db"));
  database->run(create, {});
  CHECK(failure_of([&] { database->run(insert, {std::int64_t{1}}); }).kind == ErrorKind::bug);
}

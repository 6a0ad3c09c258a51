#include "service/location.hpp"

#include "support/failure.hpp"

#include <perfq/error.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using namespace perfq;
using namespace perfq::test;

PostgresLocation postgres(const std::string& url) {
  return std::get<PostgresLocation>(parse_location(url));
}

}  // namespace

TEST_CASE("SQLite URLs") {
  const auto file = parse_location("sqlite:perfq.db");
  CHECK(std::get<SqliteLocation>(file).path == "perfq.db");
  CHECK_FALSE(std::get<SqliteLocation>(file).memory);
  CHECK(shown(file) == "sqlite:perfq.db");
  CHECK(std::get<SqliteLocation>(parse_location("sqlite:/a b/ü?.db")).path == "/a b/ü?.db");
  const auto memory = parse_location("sqlite::memory:");
  CHECK(std::get<SqliteLocation>(memory).memory);
  CHECK(shown(memory) == "sqlite::memory:");
}

TEST_CASE("PostgreSQL URLs: what libpq gets, which schema, and what people see") {
  struct Case {
    std::string url, connection, schema, shown;
  };

  const std::vector<Case> cases{
      {"postgresql://", "postgresql://", "perfq", "postgresql://"},
      {"postgres://host", "postgres://host", "perfq", "postgres://host"},
      {"postgresql:///db", "postgresql:///db", "perfq", "postgresql:///db"},
      {"postgresql://u:pw@h:5432/db", "postgresql://u:pw@h:5432/db", "perfq",
       "postgresql://u@h:5432/db"},
      {"postgresql://u:@h/db", "postgresql://u:@h/db", "perfq", "postgresql://u@h/db"},
      {"postgresql://:pw@h/db", "postgresql://:pw@h/db", "perfq", "postgresql://@h/db"},
      {"postgresql://u:p%40:w@h/db?schema=bench", "postgresql://u:p%40:w@h/db", "bench",
       "postgresql://u@h/db?schema=bench"},
      {"postgresql://h/db?schema=a_1&sslmode=require", "postgresql://h/db?sslmode=require", "a_1",
       "postgresql://h/db?schema=a_1&sslmode=require"},
      {"postgresql://h/db?password=pw&sslmode=require&sslpassword=x",
       "postgresql://h/db?password=pw&sslmode=require&sslpassword=x", "perfq",
       "postgresql://h/db?sslmode=require"},
      {"postgresql://h/db?p%61ssword=pw", "postgresql://h/db?p%61ssword=pw", "perfq",
       "postgresql://h/db"},
      {"postgresql://h/db?", "postgresql://h/db", "perfq", "postgresql://h/db"},
      {"postgresql://a:1,b:2,[::1]:3/db", "postgresql://a:1,b:2,[::1]:3/db", "perfq",
       "postgresql://a:1,b:2,[::1]:3/db"},
      {"postgresql://%2Fvar%2Frun/db?options=-c%20jit%3Doff",
       "postgresql://%2Fvar%2Frun/db?options=-c%20jit%3Doff", "perfq",
       "postgresql://%2Fvar%2Frun/db?options=-c%20jit%3Doff"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.url);
    CHECK(postgres(each.url).connection == each.connection);
    CHECK(postgres(each.url).schema == each.schema);
    CHECK(postgres(each.url).shown == each.shown);
  }
}

TEST_CASE("everything else is refused in one line that holds no secret") {
  const std::vector<std::string> urls{
      "",
      "perfq.db",
      "sqlite:",
      "sqlite3:x",
      "mysql://u:secret@h/db",
      "u:secret@h",
      "SECRET://u:secret@h",
      "postgresql:u:secret@h",
      "postgresql://u:secret%@h/db",
      "postgresql://u:secret%4@h/db",
      "postgresql://u:sec@secret@h/db",
      "postgresql://u:sec/secret@h/db",
      "postgresql://u:sec?secret@h/db",
      "postgresql://u:sec secret@h/db",
      "postgresql://u:sec\nsecret@h/db",
      "postgresql://u:secret@h:port/db",
      "postgresql://u:secret@h:123456/db",
      "postgresql://u:secret@[::1/db",
      "postgresql://u:secret@h/db?schema=",
      "postgresql://u:secret@h/db?schema=Bench",
      "postgresql://u:secret@h/db?schema=1a",
      "postgresql://u:secret@h/db?schema=a-b",
      "postgresql://u:secret@h/db?schema=pg_x",
      "postgresql://u:secret@h/db?schema=" + std::string(49, 'a'),
      "postgresql://u:secret@h/db?schema",
      "postgresql://u:secret@h/db?=x",
      "postgresql://u:secret@h/db?password=a=secret",
  };
  for (const std::string& url : urls) {
    CAPTURE(url);
    const auto failed = failure_of([&] { parse_location(url); });
    CHECK(failed.thrown);
    CHECK(failed.kind == ErrorKind::invalid);
    CHECK(failed.text.find("secret") == std::string::npos);
    CHECK(failed.text.find('\n') == std::string::npos);
  }
}

#include "postgres/array.hpp"
#include "postgres/server.hpp"
#include "support/failure.hpp"

#include <perfq/error.hpp>

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;
using store::Statement;
using store::Values;

TEST_CASE("texts come back from an array as they went in") {
  const TempSchema schema;
  const auto database = schema.open();
  static constexpr Statement unnest{
      "unnest_texts",
      "SELECT place, text FROM unnest($2::text[]) WITH ORDINALITY AS t (text, place) "
      "WHERE $1 = 'shared' ORDER BY place"};
  const std::vector<Values> rows{{"plain"},
                                 {""},
                                 {store::null},
                                 {"NULL"},
                                 {"\"quoted\""},
                                 {"back\\slash\\"},
                                 {"{braces, and commas}"},
                                 {"line\nbreak\ttab"},
                                 {"Grüße, 世界 🚀"},
                                 {"it's $1 -- ;"},
                                 {" spaces "}};
  const auto answers = database->run_each(unnest, {"shared"}, rows);
  REQUIRE(answers.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK(answers[i].integer(0) == static_cast<std::int64_t>(i + 1));
    CHECK(answers[i].is_null(1) == (i == 2));
    if (i != 2) CHECK(answers[i].text(1) == std::get<std::string>(rows[i][0]));
  }
}

TEST_CASE("numbers and nulls in arrays") {
  const TempSchema schema;
  const auto database = schema.open();
  static constexpr Statement unnest{
      "unnest_numbers", "SELECT a, b FROM unnest($1::bigint[], $2::text[]) AS t (a, b)"};
  const auto answers = database->run_each(
      unnest, {}, {{std::int64_t{-9007199254740993}, "x"}, {store::null, store::null}});
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].integer(0) == -9007199254740993);
  CHECK(answers[1].is_null(0));
  CHECK(database->run_each(unnest, {}, {}).empty());
}

TEST_CASE("where all rows are alike a short array has one value") {
  using postgres::arrays_of;
  using postgres::short_arrays_of;
  using Texts = std::vector<std::string>;
  const std::vector<Values> rows{{"a", std::int64_t{1}, store::null},
                                 {"a", std::int64_t{2}, store::null}};
  CHECK(arrays_of(rows) == Texts{R"({"a","a"})", "{1,2}", "{NULL,NULL}"});
  CHECK(short_arrays_of(rows) == Texts{R"({"a"})", "{1,2}", "{NULL}"});
  const std::vector<Values> twins(2, {"a", store::null});
  CHECK(short_arrays_of(twins) == Texts{R"({"a","a"})", "{NULL}"});
}

TEST_CASE("a text and an empty array as PostgreSQL writes them") {
  CHECK(postgres::array_of(std::vector<std::string>{}) == "{}");
  CHECK(postgres::array_of(std::vector<std::string>{"a", "b\"c"}) == R"({"a","b\"c"})");
}

TEST_CASE("a statement gives the same before and after it is prepared") {
  const TempSchema schema;
  const auto database = schema.open();
  static constexpr Statement echo{"echo", "SELECT $2::text, $1::bigint + 1"};
  for (int i = 0; i < 4; ++i) {
    const auto row = database->run(echo, {std::int64_t{41}, "it"}).at(0);
    CHECK(row.text(0) == "it");
    CHECK(row.integer(1) == 42);
  }
  CHECK(failure_of([&] { database->run(echo, {"one"}); }).kind == ErrorKind::bug);
}

TEST_CASE("the same name over another text is another prepared statement") {
  const TempSchema schema;
  const auto database = schema.open();
  static constexpr Statement one{"same_name", "SELECT 1"};
  static constexpr Statement two{"same_name", "SELECT 2"};
  for (int i = 0; i < 3; ++i) {
    CHECK(database->run(one, {}).at(0).integer(0) == 1);
    CHECK(database->run(two, {}).at(0).integer(0) == 2);
  }
}

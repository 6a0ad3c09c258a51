#include "access/roles.hpp"
#include "support/failure.hpp"

#include <perfq/migrate.hpp>

using namespace perfq::test;

TEST_CASE("--grant: what it can't do is bad input that names the fault") {
  const PostgresSchema fresh;
  const SqliteStore file;
  for (const std::string grant : {"collector", "collector=", "=x", "worker=x", "", "Collector=x"}) {
    CAPTURE(grant);
    const auto refused = fresh.run({"migrate", "--grant", grant});
    CHECK(refused == 2);
    CHECK(is_one_line(refused.err));
    CHECK(refused.err.find("collector=ROLE") != std::string::npos);
  }
  const auto unknown = fresh.run("migrate --grant reader=nobody_of_that_name");
  CHECK(unknown == 2);
  CHECK(unknown.err.find("CREATE ROLE") != std::string::npos);
  CHECK(fresh.run("migrate --row-security nobody_of_that_name=q") == 2);
  CHECK(fresh.run("migrate --grant reader=public") == 2);
  CHECK(fresh.run("migrate --row-security x") == 2);
  CHECK(fresh.run("migrate --row-security x=q --row-security x=*") == 2);
  CHECK(fresh.run("migrate --check --grant reader=perfq") == 2);
  CHECK(fresh.run("migrate --check") == 7);
  for (const auto* words : {"migrate --grant reader=x", "migrate --row-security x=q"}) {
    const auto refused = file.run(words);
    CHECK(refused == 2);
    CHECK(refused.err.find("SQLite has no roles") != std::string::npos);
    CHECK(read_file(file.file()).empty());
  }
}

TEST_CASE_FIXTURE(Roles, "the same grant again changes nothing, and the library grants as well") {
  const auto rights = [&] {
    return owner().sql(
        "SELECT relname, relacl, attname, attacl FROM pg_class c JOIN pg_attribute "
        "a ON a.attrelid = c.oid WHERE relnamespace = '" +
        owner().name() + "'::regnamespace ORDER BY 1, 3");
  };
  const auto before = rights();
  CHECK(owner().run({"migrate", "--grant", "collector=" + name("collector")}) == 0);
  CHECK(rights() == before);
  CHECK(as("stranger").run("status") == 1);
  perfq::migrate(owner().url(),
                 {.grants = {{perfq::AccessKind::reader, name("stranger")}}, .limits = {}});
  CHECK(as("stranger").run("status") == 0);
}

TEST_CASE_FIXTURE(Roles, "only the owner of the schema grants") {
  for (const char* kind : {"collector", "submitter", "reader", "stranger"}) {
    CAPTURE(kind);
    const auto refused = as(kind).run({"migrate", "--grant", "collector=" + name("stranger")});
    CHECK(refused == 1);
    CHECK(is_one_line(refused.err));
    CHECK(refused.err.find("may not do this") != std::string::npos);
  }
  CHECK(as("stranger").run("status") == 1);
}

TEST_CASE_FIXTURE(Roles, "of one grant that fails none is made") {
  const auto failed = perfq::test::failure_of([&] {
    perfq::migrate(owner().url(), {.grants = {{perfq::AccessKind::reader, name("stranger")}},
                                   .limits = {{name("reader"), {std::string(300, 'q')}}}});
  });
  CHECK(failed.kind == perfq::ErrorKind::invalid);
  CHECK(as("stranger").run("status") == 1);
}

TEST_CASE("a role without rights is told what is missing: the schema, or a grant") {
  const Roles roles;
  const auto denied = roles.as("stranger").run("status --json");
  CHECK(denied == 1);
  CHECK(Json::parse(denied.err).at("error").at("kind") == "database");
  CHECK(denied.err.find("perfq migrate --grant") != std::string::npos);
  auto nowhere = roles.as("stranger").url();
  nowhere.replace(nowhere.find("schema="), std::string::npos, "schema=not_there");
  const auto missing = CliStore(nowhere).run("status");
  CHECK(missing == 7);
  CHECK(missing.err.find("perfq migrate --db") != std::string::npos);
}

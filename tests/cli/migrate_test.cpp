#include "support/cli.hpp"

#include <filesystem>

using namespace perfq::test;

TEST_CASE("migrate: on PostgreSQL every verb before it is exit 7 with the command to run") {
  const PostgresSchema store;
  for (const auto* words :
       {"enqueue aaaaaaa1", "status", "claim --collector-id c1", "claim --queue q --worker w",
        "bench_next --collector-id c1 -- true", "job add --queue q", "job list", "events",
        "collector add c1", "collector list", "complete 1 --token t", "cancel aaaaaaa1", "doctor",
        "prune --older-than 1d", "wait --job 1", "logs 1"}) {
    CAPTURE(words);
    const auto refused = store.run(words);
    CHECK(refused == 7);
    CHECK(refused.out.empty());
    CHECK(is_one_line(refused.err));
    CHECK(refused.err.find("perfq migrate --db ") != std::string::npos);
    CHECK(refused.err.find(store.name()) != std::string::npos);
  }
  CHECK(Json::parse(store.run("status --json").err).at("error").at("kind") == "schema");
  CHECK(store.sql("SELECT count(*) FROM pg_namespace WHERE nspname = '" + store.name() + "'") ==
        "0\n");
}

TEST_CASE("migrate: --check is exit 7 while something is to be done, and changes nothing") {
  const PostgresSchema store;
  CHECK(store.run("migrate --check") == 7);
  CHECK(store.run("migrate --check") == 7);
  CHECK(store.run("migrate --dry-run") == 0);
  const auto sql = store.run("migrate --show-sql");
  CHECK(sql == 0);
  CHECK(sql.out.find("CREATE TABLE") != std::string::npos);
  CHECK(store.run("status") == 7);
  const auto done = store.json("migrate --json");
  CHECK(done.at("schema_version") == done.at("program_version"));
  CHECK(store.run("migrate --check") == 0);
  CHECK(store.run("migrate") == 0);
  CHECK(store.run("status") == 0);
}

TEST_CASE("migrate: on SQLite the first use does it") {
  const SqliteStore store;
  CHECK(store.run("status") == 0);
  CHECK(store.run("migrate --check") == 0);
  CHECK(store.json("status --json").at("schema_version") ==
        store.json("migrate --json").at("program_version"));
}

TEST_CASE_TEMPLATE("doctor: all is well in a database in use", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  store.run("bench_next --collector-id c1 -- true");
  store.add_job();
  store.claim_job();
  const auto found = store.json("doctor --json");
  CHECK(found.at("healthy") == true);
  CHECK(found.at("checks").size() >= 7);
  CHECK(store.run("doctor") == 0);
}

TEST_CASE("doctor: exit 1 where an index has gone or a job has more attempts than it may") {
  const PostgresStore store;
  const auto job = store.add_job();
  store.claim_job();
  const auto index = store.sql(
      "SELECT indexrelid::regclass FROM pg_index JOIN pg_class c ON "
      "c.oid = indrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE nspname = '" +
      store.name() + "' AND relname = 'job' AND NOT indisunique LIMIT 1");
  store.sql("DROP INDEX " + index);
  const auto drifted = store.run("doctor");
  CHECK(drifted == 1);
  CHECK(drifted.out.find("schema") != std::string::npos);
  store.sql("UPDATE " + store.name() + ".job SET charged = 9 WHERE id = " + job.dump());
  const auto checks = store.run("doctor --json");
  CHECK(checks == 1);
  CHECK(Json::parse(checks.out).at("healthy") == false);
}

TEST_CASE("migrate --check and --dry-run of a file that is not there don't make it") {
  const SqliteStore store;
  for (const auto* words : {"migrate --check", "migrate --dry-run", "migrate --show-sql"}) {
    CAPTURE(words);
    store.run(words);
    CHECK_FALSE(std::filesystem::exists(store.file()));
  }
}

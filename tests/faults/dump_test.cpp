#include "support/cli.hpp"

#include <cstdlib>

using namespace perfq::test;

namespace {

/// The server's own tools where they are known: another version's dump may not be readable.
std::string tool(const std::string& name) {
  const char* folder = std::getenv("PERFQ_TEST_PGBIN");
  return folder == nullptr ? name : folder + ("/" + name);
}

std::string dump_of(const PostgresSchema& store) {
  const auto dumped = run({{tool("pg_dump"), "--schema=" + store.name(), postgres_server()}});
  REQUIRE(dumped == 0);
  return dumped.out;
}

void restore(const std::string& dump) {
  const auto done = run(
      {{tool("psql"), "--no-psqlrc", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", postgres_server()},
       dump});
  REQUIRE(done == 0);
}

}  // namespace

TEST_CASE("dump and restore keep the version, the jobs, and what follows from their changes") {
  const PostgresStore store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1 --profile a --profile b");
  store.run("bench_next --collector-id c1 -- true");
  const auto version = store.json("status --json").at("schema_version");
  const auto events = store.event_types();
  const auto dump = dump_of(store);
  store.sql("DROP SCHEMA " + store.name() + " CASCADE");
  REQUIRE(store.run("status") == 7);
  restore(dump);

  CHECK(store.run("migrate --check") == 0);
  CHECK(store.json("status --json").at("schema_version") == version);
  CHECK(store.event_types() == events);
  CHECK(store.run("bench_next --collector-id c1 -- true") == 0);
  CHECK(store.json("status aaaaaaa1 --json").at("requests")[0].at("outcome") == "complete");
  CHECK(store.event_types().back() == "request.finished");
  CHECK(store.run("doctor") == 0);
}

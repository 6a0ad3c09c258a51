#include "support/cli.hpp"

#include <algorithm>
#include <string>

using namespace perfq::test;

namespace {

Json finding(const CliStore& store, const std::string& check) {
  const auto printed = store.run("doctor --json");
  const auto all = Json::parse(printed.out);
  for (const auto& found : all.at("checks"))
    if (found.at("check") == check) return found;
  throw std::runtime_error("doctor says nothing of " + check + ": " + printed.out);
}

bool names(const Json& found, const std::string& text) {
  return found.at("detail").get<std::string>().find(text) != std::string::npos;
}

}  // namespace

// D8 breaks with libqueue/sqlite/readers.cpp: s/pid != ::getpid()/pid == ::getpid()/
// D8 breaks with libqueue/sqlite/readers.cpp: s/> 2 \* Connection/> 2000 * Connection/
TEST_CASE(
    "D8: who reads from a SQLite file for long is named, and when the log grows it is a fault") {
  const SqliteStore store;
  const TemporaryFolder folder;
  store.add_job();
  Process reader({{"sqlite3", store.file()}, "BEGIN;\nSELECT id FROM job;\n.shell sleep 300\n"});
  REQUIRE(soon([&] { return names(finding(store, "oldest_transaction"), "sqlite3"); }));
  const auto early = finding(store, "oldest_transaction");
  CHECK(names(early, "pid " + std::to_string(reader.pid())));
  CHECK(early.at("healthy") == true);

  write_file(folder.path("payload"), "\"" + std::string(15'000'000, 'x') + "\"");
  for (int times = 0; times < 10; ++times) store.add_job("--payload @" + folder.path("payload"));
  const auto late = finding(store, "oldest_transaction");
  CHECK(late.at("healthy") == false);
  CHECK(names(late, "pid " + std::to_string(reader.pid())));
  CHECK(store.run("doctor") == 1);
}

// D8 breaks with libqueue/queries/postgres/doctor.sql:
//   s/ xact_start IS NOT NULL/ xact_start IS NULL/
TEST_CASE("D8: PostgreSQL's oldest transaction is named") {
  const PostgresStore store;
  Process reader({{"psql", "-d", postgres_server()},
                  "BEGIN;\nSELECT 1 FROM " + store.table("job") + ";\n\\! sleep 300\n"});
  CHECK(soon([&] { return names(finding(store, "oldest_transaction"), "psql"); }));
}

#include "support/cli.hpp"

#include <algorithm>
#include <csignal>
#include <functional>
#include <memory>

using namespace perfq::test;

namespace {

/// As if a later program had migrated it, and served no program before `oldest`.
template <class Store>
void migrate_further(const Store& store, const std::string& oldest) {
  store.sql("DELETE FROM " + store.table("schema_version") + " WHERE number = 999");
  store.sql("INSERT INTO " + store.table("schema_version") + " VALUES (999, 'later', 0, " + oldest +
            ")");
}

/// Until when the running jobs are leased.
std::vector<std::string> lease_ends(const CliStore& store) {
  std::vector<std::string> ends;
  for (const auto& job : store.json("job list --json --state running"))
    ends.push_back(store.job(job.at("job")).at("lease_expires_at"));
  return ends;
}

}  // namespace

// D5 breaks with libqueue/store/migrate.cpp:
//   s/if (applied.oldest_program <= .*) return;/if (applied.newest > 0) return;/
TEST_CASE_TEMPLATE("a schema newer than the program: exit 7, and it is not touched", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto claimed = store.claim_job();
  migrate_further(store, "999");
  const auto count = [&] { return store.sql("SELECT count(*) FROM " + store.table("event")); };
  const auto events = count();
  const auto end = lease_of(claimed);
  for (const std::string& words :
       {std::string{"status"}, std::string{"enqueue aaaaaaa1"}, "complete " + end,
        "heartbeat " + end, std::string{"migrate"}, std::string{"migrate --check"},
        std::string{"migrate --show-sql"}, std::string{"doctor"}}) {
    CAPTURE(words);
    const auto refused = store.run(words);
    CHECK(refused == 7);
    CHECK(is_one_line(refused.err));
    CHECK(refused.err.find("newer perfq") != std::string::npos);
  }
  CHECK(count() == events);
  CHECK(store.sql("SELECT state FROM " + store.table("job")) == "running\n");
}

// D10 breaks with libqueue/store/migrate.cpp:
//   s/if (applied.oldest_program <=/if (applied.newest <=/
TEST_CASE_TEMPLATE(
    "a newer schema that serves this program: every verb works, a running job's first", Store,
    PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto claimed = store.claim_job();
  migrate_further(store, "1");
  const auto lease = lease_of(claimed);
  CHECK(store.json("heartbeat " + lease).at("renewed") == true);
  CHECK(store.run("complete " + lease) == 0);
  CHECK(store.run("enqueue aaaaaaa1") == 0);
  CHECK(store.run("migrate --check") == 0);
  CHECK(store.json("status --json").at("schema_version") == 999);
}

// D10 breaks with libqueue/store/migrate.cpp:
//   s/if (applied.oldest_program <=/if (applied.newest <=/
TEST_CASE_TEMPLATE("the schema moves on under four collectors: none loses its job, all go on",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  std::vector<std::unique_ptr<Process>> collectors;
  for (const std::string id : {"c1", "c2", "c3", "c4"}) {
    store.run("collector add " + id);
    collectors.push_back(std::make_unique<Process>(store.command(
        {"bench_next", "--collector-id", id, "--loop", "--wait", "--lease", "2", "--", "sh", "-c",
         "echo >>" + folder.path("on") + "; while [ ! -e " + folder.path("go") +
             " ]; do sleep 0.02; done"})));
  }
  for (int number = 0; number < 8; ++number)
    store.run("enqueue abcdef" + std::to_string(100 + number));
  REQUIRE(soon([&] { return lines_of(read_file(folder.path("on"))).size() == 4; }));
  store.sql("ALTER TABLE " + store.table("job") + " ADD COLUMN later TEXT");
  migrate_further(store, "1");
  const auto before = lease_ends(store);
  REQUIRE(before.size() == 4);
  CHECK(soon([&] {
    const auto now = lease_ends(store);
    return std::equal(now.begin(), now.end(), before.begin(), before.end(), std::greater<>{});
  }));
  write_file(folder.path("go"), "");
  CHECK(soon([&] { return store.json("job list --json --state succeeded").size() == 8; }));
  for (int job = 1; job <= 8; ++job) CHECK(store.outcomes(job) == std::vector<Json>{"succeeded"});
  for (const auto& collector : collectors) {
    collector->signal(SIGTERM);
    CHECK(collector->wait() == 0);
  }
}

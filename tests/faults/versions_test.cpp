#include "support/cli.hpp"

using namespace perfq::test;

namespace {

/// As if a later program had migrated it, and served no program before `oldest`.
template <class Store>
void migrate_further(const Store& store, const std::string& oldest) {
  store.sql("DELETE FROM " + store.table("schema_version") + " WHERE number = 999");
  store.sql("INSERT INTO " + store.table("schema_version") + " VALUES (999, 'later', 0, " + oldest +
            ")");
}

}  // namespace

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
        "heartbeat " + end, std::string{"migrate"}, std::string{"doctor"}}) {
    CAPTURE(words);
    const auto refused = store.run(words);
    CHECK(refused == 7);
    CHECK(is_one_line(refused.err));
    CHECK(refused.err.find("newer perfq") != std::string::npos);
  }
  CHECK(count() == events);
  CHECK(store.sql("SELECT state FROM " + store.table("job")) == "running\n");
}

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

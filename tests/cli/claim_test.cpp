#include "support/cli.hpp"

using namespace perfq::test;

TEST_CASE_TEMPLATE("claim: one JSON object with all that a worker needs", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --json");
  store.json("enqueue 8ce2287aaa --parent c6a9554bbb --kind try --json");
  const auto claimed = store.json("claim --collector-id c1");
  CHECK(lacking(claimed,
                "job token attempt sha parent kind request_kind target backend profile set "
                "benchmarks steps_done payload lease_expires_at")
            .empty());
  CHECK(claimed.at("job").is_number_integer());
  CHECK(claimed.at("token").is_string());
  CHECK(claimed.at("attempt") == 1);
  CHECK(claimed.at("sha") == "8ce2287aaa");
  CHECK(claimed.at("parent") == "c6a9554bbb");
  CHECK(claimed.at("kind") == "bench");
  CHECK(claimed.at("request_kind") == "try");
  CHECK(claimed.at("target") == this_machine_target());
  CHECK(claimed.at("backend") == "default");
  CHECK(claimed.at("profile") == "default");
  CHECK(claimed.at("set") == 0);
  CHECK(claimed.at("benchmarks") == Json::array());
  CHECK(claimed.at("steps_done") == Json::array());
  CHECK(is_time(claimed.at("lease_expires_at")));
}

TEST_CASE_TEMPLATE("claim: nothing there is exit 3, silently, also as JSON", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --json");
  for (const auto* words : {"claim --collector-id c1", "claim --collector-id c1 --json",
                            "claim --collector-id c1 --wait 0.05", "claim --queue q --worker w"}) {
    const auto nothing = store.run(words);
    CAPTURE(words);
    CHECK(nothing == 3);
    CHECK(nothing.out.empty());
    CHECK(nothing.err.empty());
  }
}

TEST_CASE_TEMPLATE("claim: --max gives so many, within the collector's slots", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --slots 3 --json");
  store.json("enqueue 8ce2287aaa --profile a --profile b --profile c --profile d --json");
  CHECK(store.json_lines("claim --collector-id c1 --max 2").size() == 2);
  CHECK(store.json_lines("claim --collector-id c1 --max 9").size() == 1);
  CHECK(store.run("claim --collector-id c1 --max 9") == 6);
}

TEST_CASE_TEMPLATE("claim: with all slots in use exit 6 names the job", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --json");
  store.json("enqueue 8ce2287aaa --profile a --profile b --json");
  const auto held = store.json("claim --collector-id c1");
  const auto refused = store.run("claim --collector-id c1");
  CHECK(refused == 6);
  CHECK(refused.out.empty());
  CHECK(is_one_line(refused.err));
  CHECK(refused.err.find("job " + held.at("job").dump()) != std::string::npos);
  const auto as_json = store.run("claim --collector-id c1 --json");
  CHECK(Json::parse(as_json.err).at("error").at("kind") == "conflict");
}

TEST_CASE_TEMPLATE("claim: once a lease has expired the same collector gets that job first", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --json");
  store.json("enqueue aaaaaaa1 --json");
  const auto first = store.json("claim --collector-id c1 --lease 0.2");
  store.json("enqueue bbbbbbb2 --kind release --json");
  Json second;
  CHECK(soon([&] {
    const auto tried = store.run("claim --collector-id c1");
    if (tried.exit == 0) second = Json::parse(tried.out);
    return tried.exit == 0;
  }));
  CHECK(second.at("job") == first.at("job"));
  CHECK(second.at("attempt") == 2);
  CHECK(second.at("token") != first.at("token"));
}

TEST_CASE_TEMPLATE("claim: --takeover ends the older session, whose attempt is lost and charged",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --json");
  store.json("enqueue 8ce2287aaa --json");
  const auto first = store.json("claim --collector-id c1");
  const auto second = store.json("claim --collector-id c1 --takeover");
  CHECK(second.at("job") == first.at("job"));
  CHECK(second.at("attempt") == 2);
  CHECK(store.run("complete " + lease_of(first)) == 4);
  const auto attempts = store.job(first.at("job")).at("attempts");
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].at("outcome") == "lost");
  CHECK(attempts[0].at("charged") == true);
  CHECK(store.run("complete " + lease_of(second)) == 0);
}

TEST_CASE_TEMPLATE("claim: a waiting one ends with the job that comes", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --json");
  Process waiting(store.command("claim --collector-id c1 --wait"));
  store.json("enqueue 8ce2287aaa --json");
  const auto done = waiting.wait();
  CHECK(done == 0);
  CHECK(Json::parse(done.out).at("sha") == "8ce2287aaa");
}

TEST_CASE("claim: on SQLite an unknown collector is registered on the spot, on PostgreSQL not") {
  const SqliteStore sqlite;
  sqlite.json("enqueue 8ce2287aaa --json");
  CHECK(sqlite.json("claim --collector-id new").at("sha") == "8ce2287aaa");
  CHECK(sqlite.json("collector show new --json").at("target") == this_machine_target());

  const PostgresStore postgres;
  for (const auto* words : {"claim --collector-id new", "bench_next --collector-id new -- true"}) {
    const auto refused = postgres.run(words);
    CHECK(refused == 5);
    CHECK(refused.err.find("perfq collector add new") != std::string::npos);
  }
}

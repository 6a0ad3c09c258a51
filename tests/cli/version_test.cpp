#include "support/cli.hpp"

using namespace perfq::test;

namespace {

void check_refused(const Finished& refused) {
  CHECK(refused == 8);
  CHECK(lines_of(refused.out) ==
        std::vector<std::string>{R"({"required_version":"v1","sha":"8ce2287aaa"})"});
  CHECK(is_one_line(refused.err));
  CHECK(refused.err.find("check out v1") != std::string::npos);
}

template <class Store>
struct TwoCollectors : Store {
  TwoCollectors() {
    this->run("collector add c1");
    this->run("collector add c2");
    this->run("enqueue 8ce2287aaa --profile a --profile b");
    REQUIRE(this->run("bench_next --collector-id c1 --version v1 -- true") == 0);
  }

  Json request() const { return this->json("status 8ce2287 --json").at("requests")[0]; }

  /// As if all of it had happened an hour earlier.
  void age() const {
    const auto earlier = [this](const char* table, const char* column) {
      const std::string name{column};
      this->sql("UPDATE " + this->table(table) + " SET " + name + " = " + name + " - 3600000000");
    };
    earlier("request", "pinned_at_us");
    earlier("worker", "seen_at_us");
    earlier("session", "seen_at_us");
    earlier("attempt", "ended_at_us");
  }
};

}  // namespace

TEST_CASE_TEMPLATE("another code version: exit 8 says which one to check out", Store,
                   PERFQ_BOTH_STORES) {
  const TwoCollectors<Store> store;
  check_refused(store.run("claim --collector-id c2 --version v2"));
  check_refused(store.run("claim --collector-id c2 --version v2 --wait"));
  check_refused(store.run("bench_next --collector-id c2 --version v2"));
  check_refused(store.run("bench_next --collector-id c2 --version v2 -- echo never"));
  check_refused(store.run("bench_next --collector-id c2 --version v2 --loop --wait -- echo never"));
  const auto as_json = store.run("claim --collector-id c2 --version v2 --json");
  CHECK(as_json == 8);
  CHECK(Json::parse(as_json.err).at("error").at("kind") == "version");
  CHECK(store.request().at("jobs").at("queued") == 1);
}

TEST_CASE_TEMPLATE("another code version: updated, it takes part again", Store, PERFQ_BOTH_STORES) {
  const TwoCollectors<Store> store;
  CHECK(store.request().at("pinned_version") == "v1");
  CHECK(store.run("status 8ce2287").out.find("pinned to") != std::string::npos);
  check_refused(store.run("bench_next --collector-id c2 --version v2 -- true"));
  CHECK(store.run("bench_next --collector-id c2 --version v1 -- true") == 0);
  CHECK(store.request().at("outcome") == "complete");
}

TEST_CASE_TEMPLATE("another code version: a loop runs what it may, then exits 8", Store,
                   PERFQ_BOTH_STORES) {
  const TwoCollectors<Store> store;
  store.run("enqueue bbbbbbb2 --kind release");
  store.run("collector set c2 --slots 2");
  const auto looped = store.run(
      {"bench_next", "--collector-id", "c2", "--version", "v2", "--loop", "--", "echo", "{sha}"});
  CHECK(looped == 8);
  CHECK(lines_of(looped.out) ==
        std::vector<std::string>{"bbbbbbb2", R"({"required_version":"v1","sha":"8ce2287aaa"})"});
}

TEST_CASE_TEMPLATE("without a version nothing is refused", Store, PERFQ_BOTH_STORES) {
  const TwoCollectors<Store> store;
  CHECK(store.run("bench_next --collector-id c2 -- true") == 0);
  CHECK(store.request().at("pinned_version") == "v1");
}

TEST_CASE_TEMPLATE("a version that has died out: pinned anew, what it did runs again", Store,
                   PERFQ_BOTH_STORES) {
  const TwoCollectors<Store> store;
  store.age();
  CHECK(store.run("bench_next --collector-id c2 --version v2 --loop -- true") == 0);
  CHECK(store.request().at("pinned_version") == "v2");
  CHECK(store.request().at("outcome") == "complete");
  CHECK(store.outcomes(1) == std::vector<Json>{"succeeded", "succeeded"});
  CHECK(store.job(1).at("attempts")[1].at("attempt") == 1);
  const auto events = store.json_lines("events --json --sha 8ce2287");
  int repinned = 0;
  for (const auto& event : events) {
    if (event.at("type") != "request.repinned") continue;
    ++repinned;
    CHECK(event.at("collector") == "c2");
    CHECK(event.at("data") == Json{{"from", "v1"}, {"to", "v2"}, {"jobs", 1}});
  }
  CHECK(repinned == 1);
}

TEST_CASE_TEMPLATE("another code version: what one slot is told ends the loop of all", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1 --slots 2");
  store.run("collector add c2");
  store.run("enqueue 8ce2287aaa --profile a --profile b");
  const auto pinned = lease_of(store.json("claim --collector-id c2 --version v1"));
  store.run("enqueue 1.80.0 --kind release");
  const auto script = "while [ ! -e " + folder.path("go") + " ]; do sleep 0.02; done";
  Process looping(store.command(bench(script, {"--loop", "--wait", "--version", "v2"})));
  REQUIRE(soon([&] { return looping.err().find("nothing more is claimed") != std::string::npos; }));
  // Now nothing is left that could tell the other slot so.
  CHECK(store.run("complete " + pinned) == 0);
  CHECK(store.run("bench_next --collector-id c2 --version v1 -- true") == 0);
  write_file(folder.path("go"), "");
  const auto ended = looping.wait();
  CHECK(ended == 8);
  CHECK(Json::parse(ended.out) == Json{{"required_version", "v1"}, {"sha", "8ce2287aaa"}});
  CHECK(store.json("status 1.80.0 --json").at("requests")[0].at("state") == "finished");
}

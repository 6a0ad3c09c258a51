#include "support/cli.hpp"

using namespace perfq::test;

namespace {

std::string collector_state(const CliStore& store, const std::string& id) {
  return store.json("collector show --json " + id).at("state");
}

}  // namespace

TEST_CASE_TEMPLATE("collector add: registers with all its data, the same again changes nothing",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  CHECK(store.run("collector add c1 --target t1 --set 0 --set 2 --slots 3 --label a=b=c") == 0);
  const auto events = store.event_types();
  CHECK(events == std::vector<std::string>{"collector.added"});
  CHECK(store.run("collector add c1 --target t1 --set 2 --set 0 --slots 3 --label a=b=c") == 0);
  CHECK(store.event_types() == events);
  const auto one = store.json("collector show c1 --json");
  CHECK(lacking(one,
                "id target sets slots labels state version last_seen_at session running done "
                "failed average_job_s")
            .empty());
  CHECK(one.at("target") == "t1");
  CHECK(one.at("sets") == Json{0, 2});
  CHECK(one.at("slots") == 3);
  CHECK(one.at("labels") == Json{{"a", "b=c"}});
  CHECK(one.at("running") == Json::array());
}

TEST_CASE_TEMPLATE("collector add: other data is a conflict, collector set changes it", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  CHECK(store.json("collector show c1 --json").at("target") == this_machine_target());
  for (const auto* other : {"--slots 2", "--target t9", "--set 1", "--label a=b"}) {
    const auto refused = store.run("collector add c1 " + std::string{other});
    CAPTURE(other);
    CHECK(refused == 6);
    CHECK(is_one_line(refused.err));
    CHECK(refused.err.find("collector set") != std::string::npos);
  }
  CHECK(store.run("collector set c1 --slots 2 --label a=b") == 0);
  CHECK(store.json("collector show c1 --json").at("slots") == 2);
  CHECK(store.json("collector show c1 --json").at("target") == this_machine_target());
}

TEST_CASE_TEMPLATE("collector list: all of them, and the same as JSON", Store, PERFQ_BOTH_STORES) {
  const Store store;
  CHECK(store.json("collector list --json") == Json::array());
  store.run("collector add zoe");
  store.run("collector add alice");
  const auto all = store.json("collector list --json");
  REQUIRE(all.size() == 2);
  CHECK(all[0].at("id") == "alice");
  CHECK(all[1].at("id") == "zoe");
  const auto table = store.run("collector list").out;
  CHECK(table.find("alice") != std::string::npos);
  CHECK(table.find("\033[") == std::string::npos);
}

TEST_CASE_TEMPLATE("collector drain: nothing more is claimed, what runs may finish", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa --profile a --profile b");
  const auto lease = lease_of(store.json("claim --collector-id c1"));
  store.run("heartbeat " + lease);
  CHECK(store.run("collector drain c1") == 0);
  CHECK(collector_state(store, "c1") == "draining");
  CHECK(store.run("complete " + lease) == 0);
  CHECK(collector_state(store, "c1") == "drained");
  for (const auto* words : {"claim --collector-id c1", "bench_next --collector-id c1 -- true",
                            "bench_next --collector-id c1 --loop --wait -- true"}) {
    const auto refused = store.run(words);
    CAPTURE(words);
    CHECK(refused == 3);
    CHECK(is_one_line(refused.err));
    CHECK(refused.err.find("drain") != std::string::npos);
  }
  CHECK(store.run("collector resume c1") == 0);
  CHECK(store.json("claim --collector-id c1").at("sha") == "8ce2287aaa");
}

TEST_CASE_TEMPLATE("collector drain: claims that were not begun go back at once, uncharged", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1 --slots 3");
  store.run("enqueue 8ce2287aaa --profile a --profile b --profile c");
  const auto claimed = store.json_lines("claim --collector-id c1 --max 3");
  REQUIRE(claimed.size() == 3);
  store.run("heartbeat " + lease_of(claimed[0]));
  store.run("step " + claimed[1].at("job").dump() + " regex --start --token " +
            std::string{claimed[1].at("token")});
  CHECK(store.run("collector drain c1") == 0);
  CHECK(store.job(claimed[0].at("job")).at("state") == "running");
  CHECK(store.job(claimed[1].at("job")).at("state") == "running");
  const auto back = store.job(claimed[2].at("job"));
  CHECK(back.at("state") == "queued");
  CHECK(back.at("attempts")[0].at("outcome") == "released");
  CHECK(back.at("attempts")[0].at("charged") == false);
  CHECK(store.run("complete " + lease_of(claimed[2])) == 4);
}

TEST_CASE_TEMPLATE("collector drain --now: ends running leases, uncharged", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa");
  const auto claimed = store.json("claim --collector-id c1");
  store.run("heartbeat " + lease_of(claimed));
  CHECK(store.run("collector drain c1 --now --wait") == 0);
  const auto job = store.job(claimed.at("job"));
  CHECK(job.at("state") == "queued");
  CHECK(job.at("attempts")[0].at("charged") == false);
  CHECK(collector_state(store, "c1") == "drained");
}

TEST_CASE_TEMPLATE("collector drain --wait: ends when the last job has", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa");
  const auto claimed = store.json("claim --collector-id c1");
  store.run("heartbeat " + lease_of(claimed));
  Process waiting(store.command("collector drain c1 --wait"));
  REQUIRE(soon([&] { return collector_state(store, "c1") == "draining"; }));
  store.run("complete " + lease_of(claimed));
  CHECK(waiting.wait() == 0);
}

TEST_CASE_TEMPLATE("collector drain and resume: by label, all that bear it", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1 --label room=3");
  store.run("collector add c2 --label room=3");
  store.run("collector add c3 --label room=4");
  CHECK(store.run("collector drain --label room=3") == 0);
  CHECK(collector_state(store, "c1") == "drained");
  CHECK(collector_state(store, "c2") == "drained");
  CHECK(collector_state(store, "c3") != "drained");
  CHECK(store.run("collector resume --label room=3") == 0);
  CHECK(collector_state(store, "c2") != "drained");
  CHECK(store.run("collector drain --label room=9") == 5);
}

TEST_CASE_TEMPLATE("collector remove: its claims stop, its history stays", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa --profile a --profile b");
  store.run("bench_next --collector-id c1 -- true");
  CHECK(store.run("collector remove c1") == 0);
  CHECK(store.json("collector list --json") == Json::array());
  CHECK(store.run("claim --collector-id c1") == 5);
  CHECK(store.job(1).at("attempts")[0].at("worker") == "c1");
  CHECK(store.event_types().back() == "collector.removed");
}

TEST_CASE_TEMPLATE("collector: one that is not there is exit 5", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  for (const auto* verb : {"show", "drain", "resume", "remove", "set"}) {
    const auto refused = store.run("collector " + std::string{verb} + " c9");
    CAPTURE(verb);
    CHECK(refused == 5);
    CHECK(is_one_line(refused.err));
  }
}

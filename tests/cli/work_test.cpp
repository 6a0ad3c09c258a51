#include "support/cli.hpp"

using namespace perfq::test;

TEST_CASE_TEMPLATE("heartbeat: renews, and tells of cancel and drain", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --json");
  store.json("enqueue 8ce2287aaa --json");
  const auto claimed = store.json("claim --collector-id c1 --lease 5");
  const auto lease = lease_of(claimed);
  const auto beat = store.json("heartbeat " + lease);
  CHECK(lacking(beat, "renewed cancel drain lease_expires_at").empty());
  CHECK(beat.at("renewed") == true);
  CHECK(beat.at("cancel") == false);
  CHECK(beat.at("drain") == false);
  CHECK(is_time(beat.at("lease_expires_at")));
  CHECK(beat.at("lease_expires_at") > claimed.at("lease_expires_at"));

  store.run("collector drain c1");
  CHECK(store.json("heartbeat " + lease).at("drain") == true);
  store.run("cancel 8ce2287aaa");
  CHECK(store.json("heartbeat " + lease).at("cancel") == true);
}

TEST_CASE_TEMPLATE("complete: stores the result, a repeat is done without change", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto lease = lease_of(store.claim_job());
  CHECK(store.run({"complete", job.dump(), "--token", lease.substr(lease.rfind(' ') + 1),
                   "--result", R"({"wall_s": 1.5})"}) == 0);
  const auto events = store.event_types();
  CHECK(store.run("complete " + lease) == 0);
  CHECK(store.event_types() == events);
  const auto done = store.job(job);
  CHECK(done.at("state") == "succeeded");
  CHECK(done.at("result") == Json::parse(R"({"wall_s":1.5})"));
}

TEST_CASE_TEMPLATE("complete: the result comes from a file or stdin, the token from PERFQ_TOKEN",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  write_file(folder.path("r.json"), "[1,2]");
  for (const auto& source : {"@" + folder.path("r.json"), std::string{"-"}}) {
    const auto job = store.add_job();
    auto command = store.command({"complete", job.dump(), "--result", source}, "[1,2]");
    command.env["PERFQ_TOKEN"] = store.claim_job().at("token").template get<std::string>();
    CHECK(run(command) == 0);
    CHECK(store.job(job).at("result") == Json{1, 2});
  }
}

TEST_CASE_TEMPLATE("fail: runs again while it may, at once where it is said", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job("--max-attempts 2");
  const auto first = lease_of(store.claim_job());
  CHECK(store.run("fail " + first + " --error broken --retry-in 0") == 0);
  CHECK(store.job(job).at("state") == "queued");
  const auto second = store.claim_job();
  CHECK(second.at("attempt") == 2);
  CHECK(store.run({"fail", job.dump(), "--token", second.at("token"), "--error",
                   "broken again: 'quoted'"}) == 0);
  const auto ended = store.job(job);
  CHECK(ended.at("state") == "failed");
  CHECK(ended.at("attempts")[1].at("error") == "broken again: 'quoted'");
}

TEST_CASE_TEMPLATE("fail: backs off unless said otherwise, --permanent ends it", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  CHECK(store.run("fail " + lease_of(store.claim_job()) + " --error broken") == 0);
  const auto waiting = store.job(job);
  CHECK(waiting.at("state") == "queued");
  CHECK(waiting.at("run_at") > waiting.at("attempts")[0].at("ended_at"));
  CHECK(store.run("claim --queue q --worker w1") == 3);

  const auto other = store.add_job();
  CHECK(store.run("fail " + lease_of(store.claim_job()) + " --error broken --permanent") == 0);
  CHECK(store.job(other).at("state") == "failed");
  CHECK(store.job(other).at("attempts").size() == 1);
}

TEST_CASE_TEMPLATE("release: hands it back at once, uncharged, with the reason", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job("--max-attempts 1");
  CHECK(store.run("release " + lease_of(store.claim_job()) + " --reason busy") == 0);
  CHECK(store.claim_job("w2").at("attempt") == 1);
  const auto attempts = store.job(job).at("attempts");
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].at("outcome") == "released");
  CHECK(attempts[0].at("charged") == false);
  CHECK(attempts[0].at("error") == "busy");
}

TEST_CASE_TEMPLATE("step: its states and result are kept, and the next attempt sees what is done",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto lease = lease_of(store.claim_job());
  const auto token = lease.substr(lease.rfind(' ') + 1);
  for (const auto* name : {"one", "two", "three"})
    CHECK(store.run({"step", job.dump(), name, "--token", token, "--start"}) == 0);
  CHECK(store.run({"step", job.dump(), "one", "--token", token, "--done", "--result", "1.5"}) == 0);
  CHECK(store.run({"step", job.dump(), "two", "--token", token, "--fail", "no room"}) == 0);
  const auto steps = store.job(job).at("steps");
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].at("step") == "one");
  CHECK(steps[0].at("state") == "done");
  CHECK(steps[0].at("result") == 1.5);
  CHECK(steps[1].at("state") == "fail");
  CHECK(steps[1].at("error") == "no room");
  CHECK(steps[2].at("state") == "start");
  store.run("release " + lease);
  CHECK(store.claim_job("w2").at("steps_done") == Json{"one"});
}

TEST_CASE_TEMPLATE("a stale token is exit 4 for every call about a job, and nothing is changed",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto stale = lease_of(store.claim_job());
  store.run("release " + stale);
  const auto fresh = store.claim_job("w2");
  const auto before = store.job(job);
  const auto events = store.event_types();
  for (const std::string& call :
       {"complete " + stale, "fail " + stale + " --error x",
        "fail " + stale + " --error x --permanent",
        "step " + job.dump() + " s " + stale.substr(stale.find("--")) + " --start"}) {
    const auto refused = store.run(call);
    CAPTURE(call);
    CHECK(refused == 4);
    CHECK(is_one_line(refused.err));
    const auto as_json = store.run(call + " --json");
    CHECK(Json::parse(as_json.err).at("error").at("kind") == "lease_lost");
  }
  const auto beat = store.run("heartbeat " + stale);
  CHECK(beat == 4);
  CHECK(Json::parse(beat.out).at("renewed") == false);
  CHECK(store.job(job) == before);
  CHECK(store.event_types() == events);
  CHECK(store.run("complete " + lease_of(fresh)) == 0);
}

TEST_CASE_TEMPLATE("a lease that ran out while nobody took the job: its owner may still complete",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto claimed = store.claim_job("w1", "--lease 0.05");
  REQUIRE(
      soon([&] { return store.json("status --json").at("now") > claimed.at("lease_expires_at"); }));
  CHECK(store.json("heartbeat --lease 0.05 " + lease_of(claimed)).at("renewed") == true);
  CHECK(store.run("complete " + lease_of(claimed)) == 0);
  CHECK(store.outcomes(job) == std::vector<Json>{"succeeded"});
}

TEST_CASE_TEMPLATE("a job that is not there is exit 5 for every call that names one", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.add_job();
  for (const std::string call :
       {"complete 99 --token t", "fail 99 --token t --error x", "release 99 --token t",
        "step 99 s --token t --start", "status --job 99", "cancel --job 99", "retry --job 99",
        "wait --job 99", "logs 99"}) {
    const auto refused = store.run(call + " --json");
    CAPTURE(call);
    CHECK(refused == 5);
    CHECK(Json::parse(refused.err).at("error").at("kind") == "not_found");
  }
}

TEST_CASE_TEMPLATE("heartbeat of a job that is not there: exit 5", Store, PERFQ_BOTH_STORES) {
  const Store store;
  CHECK(store.run("heartbeat 999 --token x") == 5);
}

TEST_CASE_TEMPLATE("heartbeat: a lease stays as long as it was claimed for, unless said", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto lease = lease_of(store.claim_job("w1", "--lease 20m"));
  const std::string claimed = store.job(job).at("lease_expires_at");
  CHECK(std::string{store.json("heartbeat " + lease).at("lease_expires_at")} > claimed);
  CHECK(std::string{store.json("heartbeat " + lease + " --lease 1m").at("lease_expires_at")} <
        claimed);
  CHECK(std::string{store.json("heartbeat " + lease).at("lease_expires_at")} < claimed);
}

TEST_CASE_TEMPLATE("logs --attempt: of all the leases that bear its number", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa");
  CHECK(store.run(bench("echo first; exit 75")) == 3);
  store.run("collector add c2");
  CHECK(store.run("bench_next --collector-id c2 -- echo second") == 0);
  CHECK(store.run("logs 1 --attempt 1").out == "first\nsecond\n");
  CHECK(store.run("logs 1").out == "second\n");
}

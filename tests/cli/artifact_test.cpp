#include "support/cli.hpp"

using namespace perfq::test;

namespace {

/// Two collectors and a request of three jobs, then another one.
template <class Store>
struct Fetching {
  Store store;

  Fetching() {
    store.run("collector add c1");
    store.run("collector add c2");
    store.run("enqueue aaaaaaa1 --profile a --profile b --profile c");
    store.run("enqueue bbbbbbb2");
  }

  Json request(const std::string& sha) const {
    return store.json("status --json " + sha).at("requests")[0];
  }

  void check_failed(const std::string& error) const {
    const Json failed = request("aaaaaaa1");
    CHECK(failed.at("state") == "failed");
    CHECK(failed.at("reason") == "its artifact is bad for " + this_machine_target() + ": " + error);
    for (const auto& job : failed.at("job_list")) {
      CHECK(job.at("state") == "failed");
      CHECK(store.job(job.at("job")).at("error") == "the artifact is bad: " + error);
    }
  }
};

Words run_by(const std::string& collector, const std::string& script) {
  return {"bench_next", "--collector-id", collector, "--lease", "1", "--", "sh", "-c", script};
}

}  // namespace

TEST_CASE_TEMPLATE("R5: fail --artifact fails all jobs of the target, the next request runs", Store,
                   PERFQ_BOTH_STORES) {
  const Fetching<Store> fetching;
  const CliStore& store = fetching.store;
  const auto own = lease_of(store.json("claim --collector-id c1"));
  const auto sibling = lease_of(store.json("claim --collector-id c2"));
  CHECK(store.run("fail --artifact --error 404 " + own) == 0);
  fetching.check_failed("404");
  CHECK(store.run("heartbeat " + sibling) == 4);
  CHECK(store.run("complete " + sibling) == 4);
  CHECK(store.run("fail --artifact --error 404 " + sibling) == 4);
  CHECK(store.run("fail --artifact --error 404 " + own) == 0);
  fetching.check_failed("404");
  CHECK(store.run(run_by("c2", "true")) == 0);
  CHECK(fetching.request("bbbbbbb2").at("outcome") == "complete");
}

TEST_CASE_TEMPLATE("R5: a child's 66 does the same, a sibling's child is stopped", Store,
                   PERFQ_BOTH_STORES) {
  const Fetching<Store> fetching;
  const CliStore& store = fetching.store;
  const TemporaryFolder folder;
  const auto up = folder.path("up");
  Process sibling(store.command(run_by("c2", "touch " + up + "; exec sleep 300")));
  const auto bad =
      store.run(run_by("c1", "while [ ! -e " + up + " ]; do sleep 0.02; done; exit 66"));
  CHECK(bad == 1);
  CHECK(is_one_line(bad.err));
  CHECK(bad.err.find("the artifact is bad") != std::string::npos);
  CHECK(sibling.wait() == 4);
  fetching.check_failed("exit status 66");
  CHECK(store.run(run_by("c1", "true")) == 0);
}

TEST_CASE_TEMPLATE("R5: a --prepare that exits 66 does the same, its command never runs", Store,
                   PERFQ_BOTH_STORES) {
  const Fetching<Store> fetching;
  const auto bad = fetching.store.run(bench("echo ran", {"--prepare", "exit 66"}));
  CHECK(bad == 1);
  CHECK(bad.out.empty());
  fetching.check_failed("exit status 66");
}

TEST_CASE_TEMPLATE("of a request with a parent's jobs only the bad SHA's fail", Store,
                   PERFQ_BOTH_STORES) {
  const Fetching<Store> fetching;
  const CliStore& store = fetching.store;
  fetching.store.sql("UPDATE " + fetching.store.table("bench_job") +
                     " SET sha = 'parent' WHERE job_id = 1");
  const auto of_parent = lease_of(store.json("claim --collector-id c1"));
  CHECK(store.run("fail --artifact --error 404 " + of_parent) == 0);
  const Json request = fetching.request("aaaaaaa1");
  CHECK(request.at("jobs").at("failed") == 1);
  CHECK(request.at("jobs").at("queued") == 2);
  CHECK(request.at("reason").get<std::string>().find(
            "the artifact of its parent parent is bad for ") != std::string::npos);
}

TEST_CASE_TEMPLATE("R5: three in a row, and the collector is quarantined until it is resumed",
                   Store, PERFQ_BOTH_STORES) {
  const Fetching<Store> fetching;
  const CliStore& store = fetching.store;
  store.run("enqueue ccccccc3");
  const auto looped = store.run(bench("exit 66", {"--loop"}));
  CHECK(looped == 3);
  CHECK(looped.err.find("perfq collector resume c1") != std::string::npos);
  CHECK(store.json("collector show c1 --json").at("state") == "quarantined");
  CHECK(store.json("status --json").at("queue").at("queued") == 5);

  const auto refused = store.run("claim --collector-id c1");
  CHECK(refused == 3);
  CHECK(is_one_line(refused.err));
  CHECK(refused.err.find("quarantined") != std::string::npos);
  CHECK(refused.err.find("perfq collector resume c1") != std::string::npos);

  CHECK(store.run("collector resume c1") == 0);
  CHECK(store.run(bench("true", {"--loop"})) == 0);
  for (const auto* sha : {"aaaaaaa1", "bbbbbbb2", "ccccccc3"})
    CHECK(fetching.request(sha).at("outcome") == "complete");
}

TEST_CASE_TEMPLATE("the event of a quarantine says why", Store, PERFQ_BOTH_STORES) {
  const Fetching<Store> fetching;
  const CliStore& store = fetching.store;
  store.run("enqueue ccccccc3");
  store.run(bench("exit 66", {"--loop"}));
  Json why;
  for (const auto& event : store.json_lines("events --json"))
    if (event.at("type") == "collector.quarantined") why = event;
  CHECK(why.at("collector") == "c1");
  CHECK(why.at("data").at("reason") ==
        "it called the artifacts of 3 requests bad in a row (aaaaaaa1, bbbbbbb2, ccccccc3)");
}

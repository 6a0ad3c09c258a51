#include "support/cli.hpp"

#include <csignal>

using namespace perfq::test;

namespace {

/// A submitter that waits, once its job is stored.
struct Submitter {
  Submitter(const CliStore& store, const std::string& options)
      : process(store.command("job add --json --queue q --wait " + options)) {
    REQUIRE(soon([&] { return !lines_of(process.out()).empty(); }));
    told = Json::parse(lines_of(process.out()).front());
  }

  void kill() { process.signal(SIGKILL); }

  Json job() const { return told.at("job"); }

  std::string waiter() const { return told.at("waiter"); }

  /// What it says at its end.
  Json ended(int exit) {
    const auto finished = process.wait();
    CHECK(finished == exit);
    return Json::parse(lines_of(finished.out).back());
  }

  Process process;
  Json told;
};

/// Waits where it finds nothing: a claim passes by a job that its waiter is just renewing.
Json claim_beside_waiters(const CliStore& store, const std::string& options = "") {
  return store.claim_job("w1", "--wait 30 " + options);
}

}  // namespace

TEST_CASE_TEMPLATE("job add --wait: prints the result, and exits by how the job ended", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("status");
  Process succeeds(store.command("job add --queue q --wait"));
  Json claimed;
  const auto claims = [&] {
    const auto claim = store.run("claim --queue q --worker w1");
    if (claim == 0) claimed = Json::parse(claim.out);
    return claim == 0;
  };
  CHECK(soon(claims));
  store.run("complete --result {\"size\":7} " + lease_of(claimed));
  const auto succeeded = succeeds.wait();
  CHECK(succeeded == 0);
  CHECK(Json::parse(succeeded.out) == Json{{"size", 7}});
  CHECK(succeeded.err.find("job " + claimed.at("job").dump() + ", waiter ") != std::string::npos);
  Process fails(store.command("job add --queue q --wait"));
  CHECK(soon(claims));
  store.run("fail --permanent --error bad-flag " + lease_of(claimed));
  const auto failed = fails.wait();
  CHECK(failed == 1);
  CHECK(failed.out.empty());
  CHECK(failed.err.find("failed: bad-flag") != std::string::npos);
}

TEST_CASE_TEMPLATE("job add --wait: so long and no longer; the job goes on", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto late = store.run("job add --queue q --wait 0.2");
  CHECK(late == 3);
  CHECK(late.out.empty());
  CHECK(late.err.find("job 1 is still queued after") != std::string::npos);
  CHECK(store.job(1).at("state") == "queued");
}

TEST_CASE_TEMPLATE("two identical submits at one instant: one run, and both get its result", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("status");
  for (int round = 0; round < 5; ++round) {
    const auto words = "job add --json --queue q --wait --unique key-" + std::to_string(round);
    Process first(store.command(words));
    Process second(store.command(words));
    CHECK(soon([&] { return !lines_of(first.out()).empty() && !lines_of(second.out()).empty(); }));
    const auto claimed = claim_beside_waiters(store);
    store.run("complete --result " + std::to_string(round) + " " + lease_of(claimed));
    for (auto* process : {&first, &second}) {
      const auto finished = process->wait();
      CHECK(finished == 0);
      const auto ended = Json::parse(lines_of(finished.out).back());
      CHECK(ended.at("job") == claimed.at("job"));
      CHECK(ended.at("result") == round);
    }
    CHECK(store.run("claim --queue q --worker w1") == 3);
  }
  CHECK(store.json("job list --json").size() == 5);
}

TEST_CASE_TEMPLATE("a submitter is killed: its abandoned job is dropped after the waiter's time",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("status");
  Submitter queued(store, "--cancel-if-abandoned --waiter-lease 3");
  queued.kill();
  const auto ended = store.run("wait --json --timeout 30 --job " + queued.job().dump());
  CHECK(ended == 1);
  CHECK(Json::parse(ended.out).at("state") == "cancelled");
  CHECK(Json::parse(ended.out).at("error") == "nobody waits for it any more");
  Submitter running(store, "--cancel-if-abandoned --waiter-lease 3");
  const auto lease = lease_of(claim_beside_waiters(store, "--lease 1h"));
  running.kill();
  CHECK(soon([&] {
    store.run("claim --queue other --worker w2");  // it sweeps
    return store.json("heartbeat " + lease).at("cancel") == true;
  }));
  store.run("release " + lease);
  CHECK(store.job(running.job()).at("state") == "cancelled");
}

TEST_CASE_TEMPLATE("a submitter is killed: a second waiter keeps the job and gets its result",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("status");
  const std::string options = "--unique k --cancel-if-abandoned --waiter-lease 5";
  Submitter first(store, options);
  Submitter second(store, options);
  CHECK(second.job() == first.job());
  first.kill();
  CHECK(store.run("wait --timeout 7 --job " + first.job().dump()) == 3);
  store.run("complete --result 7 " + lease_of(claim_beside_waiters(store)));
  CHECK(second.ended(0).at("result") == 7);
}

TEST_CASE_TEMPLATE("a submitter is killed: another process goes on waiting under its name", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("status");
  Submitter submitter(store, "--cancel-if-abandoned --waiter-lease 5");
  submitter.kill();
  const auto again =
      "wait --json --job " + submitter.job().dump() + " --waiter " + submitter.waiter();
  CHECK(store.run(again + " --timeout 7") == 3);
  Process waiting(store.command(again));
  store.run("complete --result 7 " + lease_of(claim_beside_waiters(store)));
  const auto finished = waiting.wait();
  CHECK(finished == 0);
  CHECK(Json::parse(finished.out).at("result") == 7);
}

TEST_CASE_TEMPLATE(
    "no worker at all: a job with a queue timeout ends clearly, without one it stays", Store,
    PERFQ_BOTH_STORES) {
  const Store store;
  const auto ended = store.run("job add --queue q --queue-timeout 0.5 --wait");
  CHECK(ended == 1);
  CHECK(ended.err.find("cancelled: not claimed within its queue timeout") != std::string::npos);
  const auto job = store.add_job();
  CHECK(store.run("wait --timeout 1 --job " + job.dump()) == 3);
  CHECK(store.claim_job().at("job") == job);
}

TEST_CASE_TEMPLATE("a worker is destroyed in mid-job: its submitter sees one result", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("status");
  Submitter submitter(store, "--max-attempts 6");
  claim_beside_waiters(store, "--lease 0.1");
  CHECK(store.run("claim --queue q --worker w2 --wait 30 --lease 0.1") == 0);
  const auto third = store.json("claim --queue q --worker w3 --wait 30");
  CHECK(third.at("job") == submitter.job());
  store.run("complete --result 7 " + lease_of(third));
  CHECK(submitter.ended(0).at("result") == 7);
  CHECK(store.outcomes(submitter.job()) == std::vector<Json>{"lost", "lost", "succeeded"});
}

TEST_CASE_TEMPLATE("six workers are destroyed in mid-job: the sixth loss is final", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("status");
  Submitter submitter(store, "--max-attempts 6");
  for (int worker = 1; worker <= 6; ++worker)
    store.claim_job("w" + std::to_string(worker), "--wait 30 --lease 0.1");
  CHECK(submitter.ended(1).at("state") == "failed");
  CHECK(store.outcomes(submitter.job()) == std::vector<Json>(6, "lost"));
}

TEST_CASE("job add and wait: options that don't go together are bad usage") {
  const SqliteStore store;
  for (const std::string words :
       {"job add --from - --wait", "job add --from - --queue q --queue-timeout 5",
        "wait abcdef1 --waiter me", "wait --job 1 --waiter-lease 5",
        "job add --queue q --queue-timeout soon", "job add --queue q --waiter-lease 0"}) {
    CAPTURE(words);
    const auto refused = store.run(words, "{\"queue\":\"q\"}\n");
    CHECK(refused == 2);
    CHECK(is_one_line(refused.err));
  }
  CHECK(store.json("job list --json") == Json::array());
  CHECK(store.run("wait --job 7") == 5);
}

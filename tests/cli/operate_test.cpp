#include "support/cli.hpp"

using namespace perfq::test;

namespace {

std::string state(const CliStore& store, const std::string& sha) {
  return store.json("status --json " + sha).at("requests")[0].at("state");
}

void run_one(const CliStore& store, const std::string& program) {
  store.run("bench_next --collector-id c1 -- " + program);
}

}  // namespace

TEST_CASE_TEMPLATE("cancel: a queued request and its jobs at once, a repeat is no fault", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa --profile a --profile b");
  CHECK(store.run("cancel 8ce2287") == 0);
  CHECK(state(store, "8ce2287aaa") == "cancelled");
  CHECK(store.json("status 8ce2287 --json").at("requests")[0].at("jobs").at("cancelled") == 2);
  CHECK(store.run("cancel 8ce2287") == 0);
  CHECK(store.run("claim --collector-id c1") == 3);
}

TEST_CASE_TEMPLATE("cancel: what has finished stays finished", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa");
  run_one(store, "true");
  for (const auto* words : {"cancel 8ce2287aaa", "cancel --job 1"}) {
    const auto refused = store.run(words);
    CHECK(refused == 4);
    CHECK(is_one_line(refused.err));
    CHECK(Json::parse(store.run(std::string{words} + " --json").err).at("error").at("kind") ==
          "state");
  }
  CHECK(state(store, "8ce2287aaa") == "finished");
}

TEST_CASE_TEMPLATE("retry: all jobs anew, or the failed ones, or one", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa --profile a --profile b");
  const auto queued = [&] {
    return store.json("status 8ce2287 --json").at("requests")[0].at("jobs").at("queued");
  };
  run_one(store, "true");
  store.run({"bench_next", "--collector-id", "c1", "--", "sh", "-c", "exit 65"});
  CHECK(state(store, "8ce2287aaa") == "finished");
  CHECK(store.run("retry 8ce2287 --failed") == 0);
  CHECK(queued() == 1);
  run_one(store, "true");
  CHECK(store.json("status 8ce2287 --json").at("requests")[0].at("outcome") == "complete");
  CHECK(store.run("retry 8ce2287") == 0);
  CHECK(queued() == 2);
  run_one(store, "true");
  run_one(store, "true");
  CHECK(store.run("retry --job 1") == 0);
  CHECK(queued() == 1);
}

TEST_CASE_TEMPLATE("retry: a cancelled request goes on, its running job too", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa");
  const auto lease = lease_of(store.json("claim --collector-id c1"));
  store.run("cancel 8ce2287");
  CHECK(store.json("retry 8ce2287 --json").at("change") == "done");
  CHECK(state(store, "8ce2287aaa") == "running");
  CHECK(store.json("heartbeat " + lease).at("cancel") == false);
  CHECK(store.json("retry 8ce2287 --json").at("change") == "unchanged");
  CHECK(store.run("complete " + lease) == 0);
  CHECK(state(store, "8ce2287aaa") == "finished");
}

TEST_CASE_TEMPLATE("prune SHA: answers with the whole SHA", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa");
  run_one(store, "true");
  CHECK(store.json("prune 8ce2287 --yes --json").at("sha") == "8ce2287aaa");
  CHECK(store.run("status 8ce2287aaa") == 5);
}

TEST_CASE_TEMPLATE("prune: only what ended longer ago, by state; a dry run deletes nothing", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  run_one(store, "true");
  store.run("enqueue bbbbbbb2");
  store.run("cancel bbbbbbb2");
  store.run("enqueue ccccccc3");
  CHECK(store.json("prune --older-than 1h --json").at("jobs") == 0);
  CHECK(store.json("prune --older-than 0 --dry-run --json").at("jobs") == 2);
  CHECK(state(store, "aaaaaaa1") == "finished");
  CHECK(store.json("prune --older-than 0 --state cancelled --json").at("jobs") == 1);
  CHECK(store.run("status bbbbbbb2") == 5);
  CHECK(store.run("prune --older-than 0") == 0);
  CHECK(store.run("status aaaaaaa1") == 5);
  CHECK(state(store, "ccccccc3") == "queued");
}

TEST_CASE_TEMPLATE("prune SHA --yes: one that has ended, no other", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue aaaaaaa1");
  CHECK(store.run("prune aaaaaaa1 --yes") == 4);
  store.run("cancel aaaaaaa1");
  CHECK(store.run("prune aaaaaaa1") == 2);
  CHECK(state(store, "aaaaaaa1") == "cancelled");
  CHECK(store.run("prune aaaaaaa1 --yes") == 0);
  CHECK(store.run("status aaaaaaa1") == 5);
}

TEST_CASE_TEMPLATE("wait: 0 finished complete, 1 finished otherwise, 3 timed out", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  const auto late = store.run("wait aaaaaaa1 --timeout 0.05");
  CHECK(late == 3);
  CHECK(is_one_line(late.err));
  Process request(store.command("wait aaaaaaa1"));
  Process job(store.command("wait --job 1"));
  run_one(store, "true");
  CHECK(request.wait() == 0);
  CHECK(job.wait() == 0);
  store.run("enqueue bbbbbbb2");
  store.run("cancel bbbbbbb2");
  CHECK(store.run("wait bbbbbbb2") == 1);
  CHECK(store.run("wait --job 2") == 1);
}

TEST_CASE_TEMPLATE("retry --job --failed: a job that succeeded stays as it is", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa");
  run_one(store, "true");
  CHECK(store.json("retry --job 1 --failed --json").at("change") == "unchanged");
  CHECK(store.job(1).at("state") == "succeeded");
  CHECK(store.json("retry --job 1 --json").at("change") == "done");
  CHECK(store.job(1).at("state") == "queued");
}

TEST_CASE_TEMPLATE("cancel, retry: a prefix is answered with the full SHA", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue 8ce2287aaa");
  CHECK(store.json("cancel 8ce2287 --json").at("sha") == "8ce2287aaa");
  CHECK(store.json("retry 8ce2287 --json").at("sha") == "8ce2287aaa");
}

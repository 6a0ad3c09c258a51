#include "support/cli.hpp"

using namespace perfq::test;

TEST_CASE_TEMPLATE("cancel --job: a queued one at once, also one that is delayed", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  for (const auto* options : {"", "--delay 1h"}) {
    const auto job = store.add_job(options);
    CHECK(store.run("cancel --job " + job.dump()) == 0);
    CHECK(store.job(job).at("state") == "cancelled");
    CHECK(store.outcomes(job).empty());
  }
  CHECK(store.run("claim --queue q --worker w1") == 3);
}

TEST_CASE_TEMPLATE("cancel --job: the worker of a running one hears with its next heartbeat", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  for (const auto* stop : {"release ", "fail --error stopped "}) {
    const auto job = store.add_job();
    const auto lease = lease_of(store.claim_job());
    CHECK(store.json("heartbeat " + lease).at("cancel") == false);
    CHECK(store.run("cancel --job " + job.dump()) == 0);
    CHECK(store.job(job).at("state") == "running");
    CHECK(store.json("heartbeat " + lease).at("cancel") == true);
    CHECK(store.run(stop + lease) == 0);
    CHECK(store.job(job).at("state") == "cancelled");
    CHECK(store.outcomes(job) == std::vector<Json>{"cancelled"});
  }
}

TEST_CASE_TEMPLATE("cancel --job: one whose worker is dead ends when its lease has", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  store.claim_job("w1", "--lease 0.1");
  CHECK(store.run("cancel --job " + job.dump()) == 0);
  CHECK(soon([&] {
    CHECK(store.run("claim --queue q --worker w2") == 3);
    return store.job(job).at("state") == "cancelled";
  }));
}

TEST_CASE_TEMPLATE("cancel --job: what has finished or finishes first stays finished", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto lease = lease_of(store.claim_job());
  store.run("cancel --job " + job.dump());
  CHECK(store.run("complete --result 1 " + lease) == 0);
  CHECK(store.job(job).at("state") == "succeeded");
  const auto events = store.event_types();
  CHECK(store.run("cancel --job " + job.dump()) == 4);
  CHECK(store.job(job).at("state") == "succeeded");
  CHECK(store.job(job).at("result") == 1);
  CHECK(store.event_types() == events);
}

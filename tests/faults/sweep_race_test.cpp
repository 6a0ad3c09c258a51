#include "support/cli.hpp"

using namespace perfq::test;

namespace {

constexpr int races = 10;

/// A running job whose lease has run out.
Json lapsed(const CliStore& store, const std::string& options) {
  store.add_job(options);
  const auto claimed = store.claim_job("w1", "--lease 0.02");
  REQUIRE(
      soon([&] { return store.json("status --json").at("now") > claimed.at("lease_expires_at"); }));
  return claimed;
}

struct Race {
  Finished owner;
  Finished claimer;
};

/// The owner's call and another worker's claim, which sweeps, at one instant.
Race race(const CliStore& store, const std::string& call) {
  Process owner(store.command(call));
  Process claimer(store.command("claim --queue q --worker w2"));
  return {owner.wait(), claimer.wait()};
}

}  // namespace

TEST_CASE_TEMPLATE("a completion and a sweep at one instant: one wins, the other changes nothing",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  for (int round = 0; round < races; ++round) {
    const auto claimed = lapsed(store, "--max-attempts 1");
    const auto [owner, claimer] = race(store, "complete " + lease_of(claimed));
    CHECK(claimer == 3);
    const bool completed = owner == 0;
    if (!completed) CHECK(owner == 4);
    CHECK(store.job(claimed.at("job")).at("state") == (completed ? "succeeded" : "failed"));
    CHECK(store.outcomes(claimed.at("job")) == std::vector<Json>{completed ? "succeeded" : "lost"});
  }
  CHECK(store.run("doctor") == 0);
}

TEST_CASE_TEMPLATE("a heartbeat and a sweep at one instant: what was renewed is not reaped", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  for (int round = 0; round < races; ++round) {
    const auto claimed = lapsed(store, "--max-attempts 1");
    const auto [owner, claimer] = race(store, "heartbeat --lease 60 " + lease_of(claimed));
    CHECK(claimer == 3);
    const bool renewed = owner == 0;
    if (!renewed) CHECK(owner == 4);
    CHECK(store.run("complete " + lease_of(claimed)) == (renewed ? 0 : 4));
    CHECK(store.outcomes(claimed.at("job")) == std::vector<Json>{renewed ? "succeeded" : "lost"});
  }
}

TEST_CASE_TEMPLATE("a completion and a claim of the lapsed job at one instant: one has it", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  for (int round = 0; round < races; ++round) {
    const auto claimed = lapsed(store, "");
    const auto [owner, claimer] = race(store, "complete " + lease_of(claimed));
    const bool completed = owner == 0;
    CHECK(owner == (completed ? 0 : 4));
    CHECK(claimer == (completed ? 3 : 0));
    if (!completed) CHECK(store.run("complete " + lease_of(Json::parse(claimer.out))) == 0);
    CHECK(store.outcomes(claimed.at("job")) ==
          (completed ? std::vector<Json>{"succeeded"} : std::vector<Json>{"lost", "succeeded"}));
  }
}

#include "support/cli.hpp"

using namespace perfq::test;

namespace {

/// The verbs of a worker that still believes in its lease.
std::vector<std::string> verbs_of(const Json& claimed) {
  const auto lease = lease_of(claimed);
  const auto step =
      "step " + claimed.at("job").dump() + " s --token " + claimed.at("token").get<std::string>();
  return {"complete " + lease + " --result 1",
          "fail " + lease + " --error late",
          "fail " + lease + " --error late --permanent",
          "fail " + lease + " --error late --retry-in 0",
          "release " + lease + " --reason late",
          "heartbeat " + lease + " --lease 3600",
          step + " --start",
          step + " --done --result 1",
          step + " --fail late"};
}

void check_lost(const CliStore& store, const Json& first) {
  const auto before = store.job(first.at("job"));
  const auto events = store.event_types();
  for (const auto& call : verbs_of(first)) {
    CAPTURE(call);
    const auto refused = store.run(call);
    CHECK(refused == 4);
    if (call.starts_with("heartbeat"))
      CHECK(Json::parse(refused.out).at("renewed") == false);
    else
      CHECK(is_one_line(refused.err));
  }
  CHECK(store.job(first.at("job")) == before);
  CHECK(store.event_types() == events);
}

}  // namespace

TEST_CASE_TEMPLATE(
    "once its lease expired and the job runs elsewhere each verb of a worker is exit 4, the new "
    "run untouched",
    Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto first = store.claim_job("w1", "--lease 0.1");
  const auto second = store.claim_job("w2", "--wait 30");
  REQUIRE(second.at("job") == job);
  CHECK(second.at("attempt") == 2);
  check_lost(store, first);

  CHECK(store.json("heartbeat " + lease_of(second)).at("renewed") == true);
  CHECK(store.run("complete --result 2 " + lease_of(second)) == 0);
  check_lost(store, first);
  CHECK(store.job(job).at("result") == 2);
  CHECK(store.outcomes(job) == std::vector<Json>{"lost", "succeeded"});
}

TEST_CASE_TEMPLATE("the same worker's older lease of a job is as stale as another's", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.add_job();
  const auto first = store.claim_job("w1", "--lease 0.1");
  const auto second = store.claim_job("w1", "--wait 30");
  CHECK(second.at("token") != first.at("token"));
  check_lost(store, first);
  CHECK(store.run("complete " + lease_of(second)) == 0);
}

#include "support/cli.hpp"

using namespace perfq::test;

// Q10 breaks with libqueue/queries/postgres/jobs.sql: s/ DO NOTHING/ DO UPDATE SET priority = 0/
TEST_CASE_TEMPLATE("two processes enqueue one unique key at one instant: one job, both told its id",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("status");
  constexpr int rounds = 50;
  for (int round = 0; round < rounds; ++round) {
    const auto words = "job add --json --queue q --unique key-" + std::to_string(round);
    Process first(store.command(words));
    Process second(store.command(words));
    const auto one = first.wait();
    const auto other = second.wait();
    REQUIRE(one == 0);
    REQUIRE(other == 0);
    const auto a = Json::parse(one.out);
    const auto b = Json::parse(other.out);
    CHECK(a.at("job") == b.at("job"));
    CHECK(a.at("created") != b.at("created"));
  }
  CHECK(store.json("job list --json").size() == rounds);
}

TEST_CASE_TEMPLATE("two processes enqueue one SHA at one instant: one request", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("status");
  constexpr int rounds = 20;
  for (int round = 0; round < rounds; ++round) {
    const auto words = "enqueue --json abcdef" + std::to_string(100 + round);
    Process first(store.command(words));
    Process second(store.command(words));
    const auto one = first.wait();
    const auto other = second.wait();
    REQUIRE(one == 0);
    REQUIRE(other == 0);
    CHECK(Json::parse(one.out).at("created") != Json::parse(other.out).at("created"));
  }
  CHECK(store.json("status --json").at("queue").at("queued") == rounds);
}

TEST_CASE_TEMPLATE("a retry that meets a waiting twin of its unique key leaves neither stuck",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto first = store.add_job("--unique k");
  store.run("cancel --job " + first.dump());
  const auto twin = store.add_job("--unique k");
  CHECK(store.run("retry --job " + first.dump()) == 6);
  CHECK(store.claim_job().at("job") == twin);
  store.run("cancel --job " + twin.dump());
  CHECK(store.job(first).at("state") == "cancelled");
}

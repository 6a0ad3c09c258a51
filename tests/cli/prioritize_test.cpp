#include "support/cli.hpp"

using namespace perfq::test;

namespace {

Json prioritized(const CliStore& store, const std::string& sha) {
  return store.json("status --json " + sha).at("requests")[0];
}

std::string next_sha(const CliStore& store) {
  const auto job = store.json("claim --collector-id c1");
  store.run("complete " + lease_of(job));
  return job.at("sha");
}

}  // namespace

TEST_CASE_TEMPLATE("prioritize: what a collector gets next, by a prefix, below zero too", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  for (const auto* sha : {"aaaaaaa1", "bbbbbbb2", "ccccccc3"})
    store.run(std::string{"enqueue "} + sha);
  const auto answer = store.json("prioritize ccccccc 25 --json");
  CHECK(answer.at("sha") == "ccccccc3");
  CHECK(answer.at("change") == "done");
  CHECK(store.json("prioritize ccccccc 25 --json").at("change") == "unchanged");
  CHECK(store.json("prioritize --json aaaaaaa1 -5").at("change") == "done");
  CHECK(prioritized(store, "aaaaaaa1").at("priority") == -5);
  CHECK(prioritized(store, "ccccccc3").at("position") == 1);
  CHECK(prioritized(store, "aaaaaaa1").at("position") == 3);
  CHECK(next_sha(store) == "ccccccc3");
  CHECK(next_sha(store) == "bbbbbbb2");
  CHECK(next_sha(store) == "aaaaaaa1");
}

TEST_CASE_TEMPLATE("prioritize: an ended request 4, an unknown one 5, both in one line", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue aaaaaaa1");
  store.run("cancel aaaaaaa1");
  const auto refused = store.run("prioritize aaaaaaa1 5");
  CHECK(refused == 4);
  CHECK(is_one_line(refused.err));
  CHECK(store.run("prioritize bbbbbbb2 5") == 5);
}

TEST_CASE("prioritize: what is no priority is bad usage and changes nothing") {
  const SqliteStore store;
  store.run("enqueue aaaaaaa1");
  for (const auto* words :
       {"prioritize aaaaaaa1", "prioritize aaaaaaa1 1001", "prioritize aaaaaaa1 -1001",
        "prioritize aaaaaaa1 high", "prioritize aaaaaaa1 5 6", "prioritize 5"}) {
    CAPTURE(words);
    const auto refused = store.run(words);
    CHECK(refused == 2);
    CHECK(is_one_line(refused.err));
  }
  CHECK(prioritized(store, "aaaaaaa1").at("priority") == 20);
}

#include "access/roles.hpp"

#include <algorithm>

using namespace perfq::test;

namespace {

void check_denied(const Finished& denied) {
  CHECK(denied == 1);
  CHECK(denied.out.empty());
  CHECK(is_one_line(denied.err));
  INFO(denied.err);
  CHECK(denied.err.find("perfq migrate --grant") != std::string::npos);
}

/// A fleet that its owner set up, each job of which somebody else does with a role of his own.
struct StaffedFleet : Roles {
  StaffedFleet() { REQUIRE(owner().run("collector add c1") == 0); }

  CliStore collector = as("collector");
  CliStore submitter = as("submitter");
  CliStore reader = as("reader");
};

}  // namespace

TEST_CASE_FIXTURE(StaffedFleet, "submitted by one role, done by another, watched by a third") {
  CHECK(submitter.run("enqueue aaaaaaa1 --priority 5") == 0);
  CHECK(submitter.run({"enqueue", "--from", "-"}, R"({"sha":"aaaaaaa2","parent":"aaaaaaa1"})") ==
        0);
  const auto script = R"(echo '{"step":"s","state":"done"}' >> $PERFQ_STEPS; )"
                      R"(echo '{"x":1}' > $PERFQ_RESULT; echo hi)";
  CHECK(collector.run(bench(script, {"--loop", "--version", "v1", "--prepare", "true"})) == 0);
  CHECK(submitter.run("wait aaaaaaa1 --timeout 60") == 0);
  CHECK(reader.run("wait aaaaaaa2 --timeout 60") == 0);
  CHECK(reader.run("logs 1").out == "hi\n");
  CHECK(reader.run("results aaaaaaa1") == 0);
  CHECK(collector.run(bench("exit 1")) == 3);
  CHECK(owner().run("doctor") == 0);
}

TEST_CASE_FIXTURE(StaffedFleet,
                  "the plain queue: a job added and waited for by one, done by the other") {
  const auto job = submitter.json("job add --queue q --unique u --json").at("job").dump();
  CHECK(submitter.run("job add --queue q --unique u --wait 0.05 --waiter me") == 3);
  const auto lease = lease_of(collector.json("claim --queue q --worker w1"));
  for (const std::string words : {"heartbeat ", "complete --result 7 "})
    CHECK(collector.run(words + lease) == 0);
  CHECK(submitter.json("wait --json --waiter me --job " + job).at("result") == 7);
  const auto second = submitter.json("job add --queue q --json").at("job").dump();
  CHECK(submitter.run("cancel --job " + second) == 0);
}

TEST_CASE_FIXTURE(StaffedFleet, "a reader sees everything, and does nothing") {
  owner().run("enqueue aaaaaaa1");
  for (const auto* words :
       {"status", "status aaaaaaa1", "status --job 1", "events", "metrics", "autoscale --target t",
        "job list", "collector list", "collector show c1", "suite list", "doctor",
        "results aaaaaaa1", "enqueue aaaaaaa1 --help"}) {
    CAPTURE(words);
    CHECK(reader.run(words) == 0);
  }
  for (const auto* words :
       {"enqueue aaaaaaa2", "enqueue aaaaaaa2 --dry-run", "claim --collector-id c1",
        "claim --queue q --worker w", "bench_next --collector-id c1 -- true", "collector add c2",
        "collector set c1 --slots 2", "collector drain c1", "collector resume c1",
        "collector remove c1", "cancel aaaaaaa1", "prioritize aaaaaaa1 3", "prune --older-than 1d",
        "job add --queue q", "cancel --job 1"}) {
    CAPTURE(words);
    check_denied(reader.run(words));
  }
}

TEST_CASE_FIXTURE(StaffedFleet, "what is another kind's is denied on the command line, too") {
  owner().run("enqueue aaaaaaa1");
  for (const auto* words : {"enqueue aaaaaaa2", "job add --queue q", "cancel aaaaaaa1",
                            "cancel --job 1", "prioritize aaaaaaa1 3", "prune --older-than 0",
                            "collector add c2", "collector drain c1", "collector resume c1"}) {
    CAPTURE(words);
    check_denied(collector.run(words));
  }
  const auto file = std::string{PERFQ_TEST_SOURCE_DIR} + "/examples/data/rustc-suite.json";
  check_denied(collector.run({"suite", "load", file}));
  check_denied(submitter.run({"suite", "load", file}));
  for (const auto* words :
       {"claim --collector-id c1", "claim --queue q --worker w", "prioritize aaaaaaa1 3",
        "bench_next --collector-id c1 -- true", "prune --older-than 0", "collector drain c1",
        "heartbeat 1 --token t", "complete 1 --token t"}) {
    CAPTURE(words);
    check_denied(submitter.run(words));
  }
}

TEST_CASE_TEMPLATE("events say who did it: the role, or user@host where there are none", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  store.run(bench("true"));
  const auto events = store.json_lines("events --json");
  CHECK(events.size() >= 7);
  for (const auto& event : events) {
    const std::string actor = event.at("actor");
    const bool sqlite = store.url().starts_with("sqlite:");
    CHECK((actor.find('@') != std::string::npos) == sqlite);
    if (!sqlite) CHECK(actor == store.sql("SELECT session_user").substr(0, actor.size()));
  }
}

TEST_CASE_FIXTURE(StaffedFleet, "of each event the role that did it is told") {
  submitter.run("enqueue aaaaaaa1");
  collector.run(bench("true"));
  for (const auto& event : owner().json_lines("events --json")) {
    const std::string type = event.at("type");
    CAPTURE(type);
    const bool submitted =
        type == "request.created" || type == "request.ready" || type == "job.queued";
    const bool registered = type == "collector.added";
    const auto& who = registered ? "perfq" : name(submitted ? "submitter" : "collector");
    CHECK(event.at("actor") == who);
  }
}

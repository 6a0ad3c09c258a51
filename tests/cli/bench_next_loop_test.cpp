#include "support/cli.hpp"

#include <algorithm>
#include <csignal>

using namespace perfq::test;

namespace {

Words loop(const std::string& script, std::vector<std::string> options = {}) {
  options.insert(options.begin(), {"--loop", "--timeout", "30"});
  return bench(script, options);
}

std::vector<std::string> sorted_lines(const std::string& text) {
  auto lines = lines_of(text);
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

TEST_CASE_TEMPLATE("--loop: goes on until nothing is left, whatever the jobs came to", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  CHECK(store.run(loop("true")) == 3);
  store.run("enqueue aaaaaaa1 --profile a --profile b");
  store.run("enqueue bbbbbbb2");
  const auto done = store.run(loop("echo $PERFQ_SHA; [ $PERFQ_PROFILE != a ] || exit 65"));
  CHECK(done == 0);
  CHECK(sorted_lines(done.out) == std::vector<std::string>{"aaaaaaa1", "aaaaaaa1", "bbbbbbb2"});
  const auto status = store.json("status --json");
  CHECK(status.at("queue").at("queued") == 0);
  CHECK(store.json("status aaaaaaa1 --json").at("requests")[0].at("outcome") == "partial");
}

TEST_CASE_TEMPLATE("--loop: as many children at once as the collector has slots", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1 --slots 3");
  store.run("enqueue aaaaaaa1 --profile a --profile b --profile c");
  // Each waits for all three: with fewer at once they would time out.
  const auto meet = "touch " + folder.path("at-") + "$PERFQ_JOB; while [ $(ls " + folder.path() +
                    " | wc -l) -lt 3 ]; do sleep 0.02; done";
  CHECK(store.run(loop(meet)) == 0);
  CHECK(store.json("status aaaaaaa1 --json").at("requests")[0].at("outcome") == "complete");
}

TEST_CASE_TEMPLATE("--loop --wait: takes what comes until it is stopped, softly", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  Process looping(store.command(loop("true", {"--wait"})));
  for (const auto* sha : {"aaaaaaa1", "bbbbbbb2"}) {
    store.run(std::string{"enqueue "} + sha);
    CHECK(store.run(std::string{"wait --timeout 30 "} + sha) == 0);
  }
  looping.signal(SIGTERM);
  CHECK(looping.wait() == 0);
}

TEST_CASE_TEMPLATE("--loop --wait: one that never ran anything is stopped with exit 3", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  CHECK(store.run(loop("true", {"--wait", "0.2"})) == 3);
}

TEST_CASE_TEMPLATE("--loop: a second process of a live collector is refused, with the seconds",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1 --profile a --profile b");
  const Process first(
      store.command(loop("touch " + folder.path("on") + "; sleep 60", {"--lease", "1"})));
  REQUIRE(soon([&] { return !store.json("collector show c1 --json").at("running").empty(); }));
  const auto second = store.run(loop("true"));
  CHECK(second == 6);
  CHECK(is_one_line(second.err));
  CHECK(second.err.find(" s left") != std::string::npos);
}

TEST_CASE_TEMPLATE("--prepare: runs once for a request, before its first job", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1 --profile a --profile b");
  store.run("enqueue bbbbbbb2 --profile a --profile b");
  const auto done = store.run(loop("echo run $PERFQ_SHA", {"--prepare", "echo get $PERFQ_SHA"}));
  CHECK(done == 0);
  CHECK(lines_of(done.out) == std::vector<std::string>{"get aaaaaaa1", "run aaaaaaa1",
                                                       "run aaaaaaa1", "get bbbbbbb2",
                                                       "run bbbbbbb2", "run bbbbbbb2"});
}

TEST_CASE_TEMPLATE("--prepare: its exit means what the command's would, which is not run", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  const auto failed = store.run(
      {"bench_next", "--collector-id", "c1", "--prepare", "exit 65", "--", "echo", "run"});
  CHECK(failed == 1);
  CHECK(failed.out.empty());
  CHECK(store.job(1).at("state") == "failed");
}

// Guards Slot::refused: where it ends on a quarantine that will be over the loop is gone.
TEST_CASE_TEMPLATE(
    "S7: --loop --wait: quarantined for its failures it stays, and goes on when "
    "it may",
    Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  const auto queued = [&] { return store.json("status --json").at("queue").at("queued"); };
  const auto quarantines = [&] {
    const auto types = store.event_types();
    return std::count(types.begin(), types.end(), "collector.quarantined");
  };
  for (int i = 0; i < 7; ++i) store.run("enqueue aaaaaaa" + std::to_string(i));
  Process looping(store.command(loop("exit 65", {"--wait"})));
  REQUIRE(soon([&] { return quarantines() == 1; }));
  CHECK(queued() == 2);
  CHECK(store.run("collector resume c1") == 0);
  REQUIRE(soon([&] { return queued() == 0; }));
  looping.signal(SIGTERM);
  CHECK(looping.wait() == 0);
  CHECK(quarantines() == 1);
}

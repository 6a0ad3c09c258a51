#include "support/cli.hpp"

#include <csignal>
#include <filesystem>

using namespace perfq::test;

namespace {

/// A child that says that it runs, and waits to be let go; told to stop, it says so.
std::string patient(const TemporaryFolder& folder) {
  return "trap 'echo > " + folder.path("told") + "; exit 0' TERM; echo > " + folder.path("on") +
         "; while [ ! -e " + folder.path("go") + " ]; do sleep 0.02; done; echo 7 > $PERFQ_RESULT";
}

bool there(const TemporaryFolder& folder, const std::string& name) {
  return std::filesystem::exists(folder.path(name));
}

bool there_soon(const TemporaryFolder& folder, const std::string& name) {
  return soon([&] { return there(folder, name); });
}

}  // namespace

TEST_CASE_TEMPLATE("SIGTERM, SIGINT: what runs is finished, nothing more is claimed", Store,
                   PERFQ_BOTH_STORES) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const Store store;
    const TemporaryFolder folder;
    store.run("collector add c1");
    store.run("enqueue aaaaaaa1 --profile a --profile b");
    Process looping(store.command(bench(patient(folder), {"--loop", "--wait"})));
    REQUIRE(there_soon(folder, "on"));
    looping.signal(signal);
    write_file(folder.path("go"), "");
    CHECK(looping.wait() == 0);
    CHECK_FALSE(there(folder, "told"));
    const auto jobs = store.json("status aaaaaaa1 --json").at("requests")[0].at("jobs");
    CHECK(jobs.at("succeeded") == 1);
    CHECK(jobs.at("queued") == 1);
  }
}

// Q17 breaks with libqueue/bench/job_run.cpp:
//   /case ChildEnd::stopped:/,/return/ s/queue_.release(.*/queue_.fail({lease, "stopped"});/
TEST_CASE_TEMPLATE("a second signal: the child is stopped, the job handed back uncharged, exit 4",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1 --max-attempts 1");
  Process running(store.command(bench(patient(folder))));
  REQUIRE(there_soon(folder, "on"));
  running.signal(SIGTERM);
  running.signal(SIGINT);
  const auto ended = running.wait();
  CHECK(ended == 4);
  CHECK(lines_of(ended.err).back().starts_with("perfq: "));
  CHECK(there(folder, "told"));
  const auto job = store.job(1);
  CHECK(job.at("state") == "queued");
  CHECK(job.at("result").is_null());
  CHECK(job.at("attempts")[0].at("outcome") == "released");
  CHECK(job.at("attempts")[0].at("charged") == false);
  CHECK(store.run("bench_next --collector-id c1 -- true") == 0);
}

TEST_CASE_TEMPLATE("a second signal with two slots in use: both jobs are handed back at once",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1 --slots 2");
  store.run("enqueue aaaaaaa1 --max-attempts 1 --profile a --profile b --profile c");
  const auto script = "echo > " + folder.path("on-") + "$PERFQ_JOB; exec sleep 300";
  Process looping(store.command(bench(script, {"--loop", "--wait"})));
  REQUIRE(there_soon(folder, "on-1"));
  REQUIRE(there_soon(folder, "on-2"));
  looping.signal(SIGINT);
  looping.signal(SIGTERM);
  CHECK(looping.wait() == 4);
  const auto jobs = store.json("status aaaaaaa1 --json").at("requests")[0].at("jobs");
  CHECK(jobs.at("queued") == 3);
  CHECK(store.outcomes(1) == std::vector<Json>{"released"});
  CHECK(store.outcomes(2) == std::vector<Json>{"released"});
  CHECK_FALSE(there(folder, "on-3"));
}

TEST_CASE_TEMPLATE("cancel while it runs: the child is stopped, nothing stored, exit 4", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  Process running(store.command(bench(patient(folder), {"--lease", "2"})));
  REQUIRE(there_soon(folder, "on"));
  CHECK(store.run("cancel aaaaaaa1") == 0);
  CHECK(store.json("status aaaaaaa1 --json").at("requests")[0].at("state") == "cancelled");
  const auto ended = running.wait();
  CHECK(ended == 4);
  CHECK(there(folder, "told"));
  CHECK(store.job(1).at("state") == "cancelled");
  CHECK(store.job(1).at("result").is_null());
  CHECK(store.outcomes(1) == std::vector<Json>{"cancelled"});
}

TEST_CASE_TEMPLATE("drain while it runs: the child finishes, the loop ends", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1 --profile a --profile b");
  Process running(store.command(bench(patient(folder), {"--loop", "--wait"})));
  REQUIRE(there_soon(folder, "on"));
  CHECK(store.run("collector drain c1") == 0);
  write_file(folder.path("go"), "");
  CHECK(running.wait() == 3);
  CHECK(store.json("status aaaaaaa1 --json").at("requests")[0].at("jobs").at("succeeded") == 1);
}

TEST_CASE_TEMPLATE("--takeover: the older process stops its child and stores nothing", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  Process older(store.command(bench(patient(folder), {"--lease", "2"})));
  REQUIRE(there_soon(folder, "on"));
  CHECK(store.run(bench("true", {"--takeover"})) == 0);
  CHECK(older.wait() == 4);
  CHECK(there(folder, "told"));
  CHECK(store.outcomes(1) == std::vector<Json>{"lost", "succeeded"});
}

TEST_CASE_TEMPLATE("--takeover is spent by the first claim: who was taken over from stays out",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder first;
  const TemporaryFolder second;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  Process older(
      store.command(bench(patient(first), {"--takeover", "--loop", "--wait", "--lease", "2"})));
  REQUIRE(there_soon(first, "on"));
  Process newer(store.command(bench(patient(second), {"--takeover", "--lease", "30"})));
  REQUIRE(there_soon(second, "on"));
  CHECK(older.wait() == 6);
  write_file(second.path("go"), "");
  CHECK(newer.wait() == 0);
  CHECK(store.outcomes(1) == std::vector<Json>{"lost", "succeeded"});
}

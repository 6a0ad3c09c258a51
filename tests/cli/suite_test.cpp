#include "support/cli.hpp"

using namespace perfq::test;

namespace {

const std::string rustc_suite =
    std::string{PERFQ_TEST_SOURCE_DIR} + "/examples/data/rustc-suite.json";

}  // namespace

TEST_CASE_TEMPLATE("suite: the Rust compiler's loads as it is; list and show", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  CHECK(store.json("suite list --json") == Json::array());
  CHECK(store.run("suite show") == 5);
  const auto loaded = store.json("suite load " + rustc_suite + " --code-version 169b07b --json");
  CHECK(loaded.at("name") == "rustc-perf");
  CHECK(loaded.at("version") == 1);
  CHECK(loaded.at("created") == true);
  CHECK(loaded.at("default") == true);
  CHECK(loaded.at("code_version") == "169b07b");
  CHECK(store.json("suite load " + rustc_suite + " --json").at("created") == false);
  CHECK(store.json("suite list --json").size() == 1);
  const auto shown = store.json("suite show rustc-perf --version 1 --json");
  CHECK(shown.at("suite").at("kinds").size() == 3);
  CHECK(is_time(shown.at("loaded_at")));
  CHECK(store.run("suite show").out.find("aarch64-unknown-linux-gnu") != std::string::npos);
  CHECK(store.run("suite show other") == 5);
  CHECK(store.event_types().front() == "suite.loaded");
}

TEST_CASE_TEMPLATE("suite load: every fault of a bad file in one line, nothing is changed", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  write_file(folder.path("bad.json"),
             R"({"name":"bad","targets":{"t":{"sets":[["a","a"]]}},"backends":["b"],
                 "profiles":["p"],"kinds":[{"name":"k","each":["moon"]}]})");
  const auto refused = store.run("suite load " + folder.path("bad.json"));
  CHECK(refused == 2);
  CHECK(is_one_line(refused.err));
  CHECK(refused.err.find("'a'") != std::string::npos);
  CHECK(refused.err.find("'moon'") != std::string::npos);
  CHECK(store.run("suite load " + folder.path("none.json")) == 2);
  CHECK(store.json("suite list --json") == Json::array());
}

TEST_CASE_TEMPLATE("suite load --dry-run: says what would be split anew", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue 8ce2287aaa");
  const auto told = store.json("suite load " + rustc_suite + " --dry-run --json");
  CHECK(told.at("dry_run") == true);
  CHECK(told.at("split_anew") == Json::array({"8ce2287aaa"}));
  CHECK(store.json("suite list --json") == Json::array());
  CHECK(store.json("status 8ce2287 --json").at("requests")[0].at("suite") == nullptr);
}

TEST_CASE_TEMPLATE("enqueue with a suite: its matrix, a selection of it, what it does not list",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("suite load " + rustc_suite);
  CHECK(store.json("enqueue 8ce2287aaa --json").at("jobs") == 12);
  CHECK(store.json("enqueue 573a015bbb --suite rustc-perf --profile opt --json").at("jobs") == 4);
  const auto lines = store.json_lines(
      "enqueue --json --from -",
      R"({"sha":"1.80.0","kind":"release","suite":"rustc-perf","backfill_parent":false})");
  CHECK(lines.at(0).at("jobs") == 11);
  const auto status = store.json("status 8ce2287 --json").at("requests")[0];
  CHECK(status.at("suite") == "rustc-perf");
  CHECK(status.at("suite_version") == 1);
  const auto refused = store.run("enqueue 8da6239ccc --profile fast");
  CHECK(refused == 2);
  CHECK(is_one_line(refused.err));
  CHECK(refused.err.find("'fast' is none of check, debug, opt") != std::string::npos);
  CHECK(store.run("enqueue 8da6239ccc --suite other") == 5);
}

TEST_CASE_TEMPLATE("enqueue --backfill-parent: makes the parent's missing jobs, too", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("suite load " + rustc_suite);
  const auto made = store.json("enqueue 8ce2287aaa --parent c6a9554bbb --backfill-parent --json");
  CHECK(made.at("jobs") == 24);
  store.run("collector add c1 --target x86_64-unknown-linux-gnu");
  const auto first = store.json("claim --collector-id c1");
  CHECK(first.at("sha") == "c6a9554bbb");
  CHECK(first.at("benchmarks").size() == 25);
}

TEST_CASE_TEMPLATE("suite load --code-version: requests wait for collectors with that code", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue 8ce2287aaa --target x86_64-unknown-linux-gnu");
  store.run("suite load " + rustc_suite + " --code-version v2");
  store.run("enqueue 573a015bbb --waiting");
  store.run("enqueue 573a015bbb");
  for (const auto* sha : {"8ce2287aaa", "573a015bbb"})
    CHECK(store.json("status --json " + std::string{sha}).at("requests")[0].at("pinned_version") ==
          "v2");
  store.run("collector add c1");
  const auto refused = store.run("claim --collector-id c1 --version v1");
  CHECK(refused == 8);
  CHECK(Json::parse(refused.out) == Json{{"required_version", "v2"}, {"sha", "8ce2287aaa"}});
  CHECK(store.run("claim --collector-id c1 --version v2") == 0);
  // The same content: what has started stays, what has not is pinned to the newer code.
  store.run("suite load " + rustc_suite + " --code-version v3");
  CHECK(store.json("status --json 8ce2287aaa").at("requests")[0].at("pinned_version") == "v2");
  CHECK(store.json("status --json 573a015bbb").at("requests")[0].at("pinned_version") == "v3");
}

TEST_CASE_TEMPLATE("status: says why a request came to nothing, and does not list all it lacks",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("suite load " + rustc_suite);
  store.run("collector add c1 --target x86_64-unknown-linux-gnu");
  store.run("enqueue 8ce2287aaa");
  store.run("enqueue 8da6239ccc");
  store.run(bench("exit 66"));
  store.run("cancel 8da6239");
  const auto table = store.run("status").out;
  CHECK(table.find("its artifact is bad for x86_64-unknown-linux-gnu") != std::string::npos);
  CHECK(table.find("missing") == std::string::npos);
  CHECK(store.run("status 8ce2287").out.find("missing") == std::string::npos);
  CHECK(store.json("status 8ce2287 --json").at("requests")[0].at("missing").size() == 68);
}

TEST_CASE_TEMPLATE("suite load: jobs withdrawn by a new split are told with their request", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("suite load " + rustc_suite);
  store.run("enqueue 8ce2287aaa");
  Json suite = Json::parse(read_file(rustc_suite));
  suite["timeouts"]["rustc"] = 90;
  const TemporaryFolder folder;
  write_file(folder.path("new.json"), suite.dump());
  CHECK(store.json("suite load " + folder.path("new.json") + " --json").at("split_anew").size() ==
        1);
  int withdrawn = 0;
  for (const Json& event : store.json_lines("events --sha 8ce2287 --json"))
    if (event.at("type") == "job.cancelled") {
      CHECK(event.at("sha") == "8ce2287aaa");
      ++withdrawn;
    }
  CHECK(withdrawn == 12);
}

TEST_CASE_TEMPLATE("bench_next: a step past the suite's step_timeout ends the job, retryably",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  Json suite = Json::parse(read_file(rustc_suite));
  suite["step_timeout"] = 0.2;
  const TemporaryFolder folder;
  write_file(folder.path("suite.json"), suite.dump());
  store.run("suite load " + folder.path("suite.json"));
  store.run("enqueue 8ce2287aaa");
  store.run("collector add c1 --target x86_64-unknown-linux-gnu");
  const auto ended = store.run({"bench_next", "--collector-id", "c1", "--", "sh", "-c",
                                "echo '{\"step\":\"helloworld\",\"state\":\"start\"}' >> "
                                "$PERFQ_STEPS; exec sleep 60"});
  CHECK(ended == 1);
  CAPTURE(ended.err);
  CHECK(is_one_line(ended.err));
  CHECK(ended.err.find("'helloworld' took longer than the 200ms") != std::string::npos);
  const auto job = store.job(1);
  CHECK(job.at("state") == "queued");
  CHECK(job.at("attempts")[0].at("outcome") == "timed_out");
  CHECK(job.at("attempts")[0].at("error").dump().find("helloworld") != std::string::npos);
}

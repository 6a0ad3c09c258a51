#include "support/cli.hpp"

#include <algorithm>

using namespace perfq::test;

namespace {

const std::string fields = "demand queued running unplaceable live_slots draining_slots desired";

/// The first block of that kind below that heading, without its fences.
std::string recipe(const std::string& heading, const std::string& kind) {
  const auto document = read_file(std::string{PERFQ_TEST_SOURCE_DIR} + "/docs/autoscaling.md");
  const std::string fence = "```" + kind + "\n";
  const auto block = document.find(fence, document.find("## " + heading + "\n"));
  REQUIRE(block != std::string::npos);
  const auto from = block + fence.size();
  return document.substr(from, document.find("\n```", from) + 1 - from);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

void enqueue_64(const CliStore& store) {
  Words words = "enqueue 8ce2287aaa --target x86_64-linux";
  for (int i = 0; i < 64; ++i) words.all.insert(words.all.end(), {"--profile", std::to_string(i)});
  REQUIRE(store.run(words) == 0);
}

}  // namespace

TEST_CASE_TEMPLATE("autoscale --json: S5, the demand stays while capacity shrinks", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto asked = [&] {
    return store.json("autoscale --target x86_64-linux --slots-per-worker 32 --json");
  };
  for (const std::string id : {"w1", "w2"}) {
    store.run("collector add " + id + " --target x86_64-linux --slots 32");
  }
  enqueue_64(store);
  CHECK(store.json_lines("claim --collector-id w1 --max 64").size() == 32);
  CHECK(store.json_lines("claim --collector-id w2 --max 64").size() == 32);
  CHECK(lacking(asked(), fields).empty());
  CHECK(asked().at("running") == 64);
  CHECK(asked().at("live_slots") == 64);
  store.run("collector drain w2 --now");
  const auto shrunk = asked();
  CHECK(shrunk.at("demand") == 64);
  CHECK(shrunk.at("running") == 32);
  CHECK(shrunk.at("queued") == 32);
  CHECK(shrunk.at("unplaceable") == 0);
  CHECK(shrunk.at("live_slots") == 32);
  CHECK(shrunk.at("draining_slots") == 0);
  CHECK(shrunk.at("desired") == 2);
  CHECK(store.sql("SELECT demand, live_slots FROM " + store.table("target_demand")).find("64") !=
        std::string::npos);
}

TEST_CASE_TEMPLATE("autoscale: S6, no worker at all, and limits", Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto desired = [&](const std::string& limits) {
    return store.json("autoscale --target farm --json " + limits).at("desired");
  };
  CHECK(desired("") == 0);
  CHECK(desired("--min 2") == 2);
  store.run("enqueue 8ce2287aaa --target farm --profile a --profile b --profile c");
  CHECK(store.json("autoscale --target farm --json").at("live_slots") == 0);
  CHECK(desired("") == 3);
  CHECK(desired("--slots-per-worker 2") == 2);
  CHECK(desired("--max 1") == 1);
  CHECK(desired("--min 5 --max 9") == 5);
}

TEST_CASE("autoscale: for people a line under its headings") {
  const SqliteStore store;
  store.run("enqueue 8ce2287aaa --target farm");
  const auto lines = lines_of(store.run("autoscale --target farm").out);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].starts_with("TARGET  DEMAND  QUEUED  RUNNING"));
  CHECK(lines[1].starts_with("farm         1       1        0"));
  CHECK(lines[0].size() == lines[1].size());
}

TEST_CASE("autoscale: bad limits are bad usage") {
  const SqliteStore store;
  for (const std::string words :
       {"", "--target", "--target farm --min 3 --max 2", "--target farm --slots-per-worker 0",
        "--target farm --min -1", "--target farm --max x"}) {
    CAPTURE(words);
    const auto refused = store.run("autoscale " + words);
    CHECK(refused == 2);
    CHECK(is_one_line(refused.err));
  }
}

TEST_CASE("autoscale: the scaler's query in the document, and 0 for a target without a row") {
  const PostgresStore store;
  const auto query = replaced(recipe("KEDA, from PostgreSQL", "sql"), "perfq.target_demand",
                              store.table("target_demand"));
  CHECK(store.sql(query) == "0\n");
  enqueue_64(store);
  CHECK(store.sql(query) == "64\n");
}

TEST_CASE_TEMPLATE("autoscale: the script in the document starts, drains and resumes", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  write_file(folder.path("scale.sh"), recipe("A script, each minute", "sh"));
  write_file(folder.path("perfq"), "#!/bin/sh\nexec " + std::string{PERFQ_TEST_CLI} + " \"$@\"\n");
  write_file(folder.path("systemctl"), "#!/bin/sh\necho \"$@\"\n");
  REQUIRE(run({{"chmod", "+x", folder.path("perfq"), folder.path("systemctl")}}) == 0);
  const auto scale = [&] {
    const auto ended = run({{"sh", "-c", "PATH=$1:$PATH; . $1/scale.sh", "sh", folder.path()},
                            {},
                            {{"PERFQ_DB", store.url()}}});
    REQUIRE(ended == 0);
    const auto lines = lines_of(ended.out);
    return std::count_if(lines.begin(), lines.end(),
                         [](const auto& line) { return line.starts_with("start perfq-worker@"); });
  };
  const auto state = [&](const std::string& id) {
    return store.json("collector show " + id + " --json").at("state");
  };
  CHECK(scale() == 0);
  store.run(
      "enqueue 8ce2287aaa --target x86_64-linux --profile 1 --profile 2 --profile 3 "
      "--profile 4 --profile 5");
  CHECK(scale() == 2);
  CHECK(state("worker-2") == "idle");
  CHECK(store.run("collector show worker-3") == 5);
  for (const auto& job : store.json_lines("claim --collector-id worker-1 --max 4")) {
    store.run("complete " + lease_of(job));
  }
  CHECK(scale() == 1);
  CHECK(state("worker-1") == "idle");
  CHECK(state("worker-2") == "drained");
  store.run(
      "enqueue 9ce2287aaa --target x86_64-linux --profile 1 --profile 2 --profile 3 "
      "--profile 4");
  CHECK(scale() == 2);
  CHECK(state("worker-2") == "idle");
}

TEST_CASE_TEMPLATE("autoscale: a worker that ends finishes, or hands back uncharged", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add w1 --target farm");
  store.run("collector add w2 --target farm");
  store.run("enqueue 8ce2287aaa --target farm");
  auto line = replaced(recipe("A worker that ends", "sh"), "timeout 600", "timeout 1");
  line = replaced(line, "perfq", PERFQ_TEST_CLI);
  line = replaced(line, "perfq collector drain \"$HOSTNAME\" --now",
                  std::string{PERFQ_TEST_CLI} + " collector drain \"$HOSTNAME\" --now");
  Process worker(store.command({"bench_next", "--collector-id", "w1", "--loop", "--wait", "--lease",
                                "2", "--", "sh", "-c",
                                "echo '{\"step\":\"one\",\"state\":\"start\"}' > $PERFQ_STEPS; "
                                "sleep 600"}));
  // What nothing was heard of would go back at the first drain.
  REQUIRE(soon([&] {
    const auto types = store.event_types();
    return std::find(types.begin(), types.end(), "job.step") != types.end();
  }));
  const auto ended =
      run({{"sh", "-c", line}, {}, {{"PERFQ_DB", store.url()}, {"HOSTNAME", std::string{"w1"}}}});
  CHECK(ended == 0);
  CHECK(worker.wait().signal == 0);
  const auto job = store.job(1);
  CHECK(job.at("state") == "queued");
  CHECK(job.at("attempts")[0].at("charged") == false);
  CHECK(store.json("claim --collector-id w2").at("job") == 1);
}

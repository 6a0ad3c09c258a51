#include "support/cli.hpp"

using namespace perfq::test;

TEST_CASE_TEMPLATE("job add: a plain job with all it can be given", Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto added = store.json({"job", "add", "--json", "--queue", "q", "--kind", "render",
                                 "--payload", R"({"a":[1,"x"]})", "--priority", "7", "--affinity",
                                 "gpu", "--max-attempts", "2", "--timeout", "90"});
  CHECK(lacking(added, "job created").empty());
  CHECK(added.at("created") == true);
  const auto job = store.job(added.at("job"));
  CHECK(job.at("kind") == "render");
  CHECK(job.at("payload") == Json::parse(R"({"a":[1,"x"]})"));
  CHECK(job.at("priority") == 7);
  CHECK(job.at("affinity") == "gpu");
  CHECK(job.at("max_attempts") == 2);
  CHECK(job.at("timeout") == 90);
}

TEST_CASE_TEMPLATE("job add: a unique key stands for one job until that ends", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto first = store.json("job add --json --queue q --unique k");
  const auto again = store.json("job add --json --queue q --unique k");
  CHECK(again.at("created") == false);
  CHECK(again.at("job") == first.at("job"));
  store.run("cancel --job " + first.at("job").dump());
  CHECK(store.json("job add --json --queue q --unique k").at("created") == true);
}

TEST_CASE_TEMPLATE("job add --from: many with the options as defaults, or none", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto many = store.json_lines("job add --json --queue q --priority 3 --from -",
                                     R"({"payload":1,"unique":"k"})"
                                     "\n"
                                     R"({"queue":"r","priority":4,"delay":90,"payload":null})"
                                     "\n"
                                     R"({"payload":3,"unique":"k"})");
  REQUIRE(many.size() == 3);
  CHECK(many[2].at("created") == false);
  CHECK(many[2].at("job") == many[0].at("job"));
  CHECK(store.job(many[0].at("job")).at("priority") == 3);
  CHECK(store.job(many[1].at("job")).at("queue") == "r");
  for (const std::string bad : {"{", R"({"priority":5000})", R"({"run_at":"soon"})",
                                R"({"queue":"bench/x"})", R"({"delay":-1})"}) {
    const auto refused = store.run("job add --queue q --from -", "{}\n{}\n" + bad + "\n{}\n");
    CAPTURE(bad);
    CHECK(refused == 2);
    CHECK(is_one_line(refused.err));
    CHECK(refused.err.find("line 3: ") != std::string::npos);
  }
  CHECK(store.json("job list --json").size() == 2);
}

TEST_CASE_TEMPLATE("job list: by queue and state, newest first", Store, PERFQ_BOTH_STORES) {
  const Store store;
  CHECK(store.json("job list --json") == Json::array());
  const auto first = store.add_job();
  const auto second = store.add_job();
  store.run("job add --queue r");
  store.run("cancel --job " + first.dump());
  const auto listed = store.json("job list --queue q --json");
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].at("job") == second);
  CHECK(store.json("job list --state cancelled --json").size() == 1);
  CHECK(store.run("job list --queue r").out.find("r") != std::string::npos);
}

TEST_CASE_TEMPLATE("claim --queue: in order of priority, due time, id, and within affinities",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto low = store.add_job();
  const auto labelled = store.add_job("--priority 9 --affinity gpu");
  const auto high = store.add_job("--priority 5");
  const auto second = store.add_job();
  store.add_job("--delay 1h");
  const auto claimed = store.json_lines("claim --queue q --worker w1 --max 10");
  REQUIRE(claimed.size() == 3);
  CHECK(claimed[0].at("job") == high);
  CHECK(claimed[1].at("job") == low);
  CHECK(claimed[2].at("job") == second);
  CHECK(lacking(claimed[0],
                "job token attempt sha parent kind request_kind target backend profile set "
                "benchmarks steps_done payload lease_expires_at")
            .empty());
  CHECK(store.json("claim --queue q --worker w2 --affinity cpu --affinity gpu").at("job") ==
        labelled);
  CHECK(store.run("claim --queue q --worker w1") == 3);
}

TEST_CASE_TEMPLATE("claim --queue --wait: the job that comes ends the waiting", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  Process waiting(store.command("claim --queue q --worker w1 --wait"));
  const auto job = store.add_job("--payload 7");
  const auto done = waiting.wait();
  CHECK(done == 0);
  CHECK(Json::parse(done.out).at("job") == job);
  CHECK(Json::parse(done.out).at("payload") == 7);
}

TEST_CASE_TEMPLATE("claim: what cannot be told to anybody is handed back", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job("--max-attempts 1");
  auto command = store.command("claim --queue q --worker w1");
  command.words = {"sh", "-c", "exec \"$@\" >&-", "sh"};
  for (const auto& word : store.command("claim --queue q --worker w1").words)
    command.words.push_back(word);
  const auto lost = run(command);
  CHECK(lost == 1);
  CHECK(is_one_line(lost.err));
  CHECK(store.job(job).at("state") == "queued");
  CHECK(store.claim_job().at("attempt") == 1);
}

TEST_CASE("job add --from: a line without a queue is named where no --queue says it for all") {
  const SqliteStore store;
  const auto refused = store.run("job add --from -", "{\"queue\":\"q\"}\n{\"payload\":1}\n");
  CHECK(refused == 2);
  CHECK(refused.err.find("line 2: queue") != std::string::npos);
  CHECK(store.json("job list --json") == Json::array());
  CHECK(store.run("job add --queue q --from -", "{\"payload\":1}\n") == 0);
}

#include "support/cli.hpp"

#include <algorithm>
#include <filesystem>

using namespace perfq::test;

namespace {

Finished run_shell(const CliStore& store, const std::string& script,
                   const std::vector<std::string>& arguments = {}) {
  Words words{"bench_next", "--collector-id", "c1", "--", "sh", "-c", script, "sh"};
  words.all.insert(words.all.end(), arguments.begin(), arguments.end());
  return store.run(words);
}

void enqueue_one(const CliStore& store) {
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa --parent c6a9554bbb --kind try --backend llvm --profile opt");
}

}  // namespace

TEST_CASE_TEMPLATE("bench_next: without a command claims one job and prints it, as claim does",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  enqueue_one(store);
  const auto claimed = store.json("bench_next --collector-id c1");
  CHECK(lacking(claimed,
                "job token attempt sha parent kind request_kind target backend profile set "
                "benchmarks steps_done payload lease_expires_at")
            .empty());
  CHECK(store.run("complete " + lease_of(claimed)) == 0);
  const auto nothing = store.run("bench_next --collector-id c1");
  CHECK(nothing == 3);
  CHECK(nothing.out.empty());
  CHECK(nothing.err.empty());
}

TEST_CASE_TEMPLATE("bench_next: runs the command, stores its result, and passes its output on",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  enqueue_one(store);
  const auto done = run_shell(store, R"(echo seen; echo told >&2; echo '{"s":1}' > $PERFQ_RESULT)");
  CHECK(done == 0);
  CHECK(done.out == "seen\n");
  CHECK(done.err == "told\n");
  const auto job = store.job(1);
  CHECK(job.at("state") == "succeeded");
  CHECK(job.at("result") == Json{{"s", 1}});
  CHECK(store.run("logs 1").out.find("seen\n") != std::string::npos);
  CHECK(store.json("status 8ce2287 --json").at("requests")[0].at("outcome") == "complete");
}

TEST_CASE_TEMPLATE("bench_next --json: an object for each job that ended, its output on stderr",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa --profile a --profile b");
  const auto script = "echo seen; test {profile} = a || exit 65";
  const auto done = store.run(bench(script, {"--json", "--loop"}));
  CHECK(done == 0);
  const auto lines = lines_of(done.out);
  REQUIRE(lines.size() == 2);
  CHECK(Json::parse(lines[0]) == Json{{"job", 1},
                                      {"sha", "8ce2287aaa"},
                                      {"attempt", 1},
                                      {"outcome", "succeeded"},
                                      {"message", nullptr}});
  CHECK(Json::parse(lines[1]).at("outcome") == "failed");
  CHECK(Json::parse(lines[1]).at("message").dump().find("65") != std::string::npos);
  CHECK(done.err.find("seen\nseen\n") != std::string::npos);
}

TEST_CASE_TEMPLATE("bench_next: placeholders are replaced, other braces stay", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  enqueue_one(store);
  const auto done =
      run_shell(store, "printf '%s\\n' \"$@\"",
                {"{sha}/{parent}", "{target}", "{backend}-{profile}", "{set}", "{kind}",
                 "{request_kind}", "{job}", "[{benchmarks}]", "{other}", "{", "{{sha}}", "a b"});
  CHECK(done == 0);
  CHECK(lines_of(done.out) ==
        std::vector<std::string>{"8ce2287aaa/c6a9554bbb", this_machine_target(), "llvm-opt", "0",
                                 "bench", "try", "1", "[]", "{other}", "{", "{8ce2287aaa}", "a b"});
}

TEST_CASE_TEMPLATE("bench_next: the same stand in the child's environment", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  enqueue_one(store);
  const auto done = run_shell(store, "env | grep ^PERFQ_");
  CHECK(done == 0);
  const auto lines = lines_of(done.out);
  const auto has = [&](const std::string& line) {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
  };
  for (const auto& line :
       {std::string{"PERFQ_SHA=8ce2287aaa"}, std::string{"PERFQ_PARENT=c6a9554bbb"},
        "PERFQ_TARGET=" + this_machine_target(), std::string{"PERFQ_BACKEND=llvm"},
        std::string{"PERFQ_PROFILE=opt"}, std::string{"PERFQ_SET=0"},
        std::string{"PERFQ_KIND=bench"}, std::string{"PERFQ_REQUEST_KIND=try"},
        std::string{"PERFQ_JOB=1"}, std::string{"PERFQ_ATTEMPT=1"},
        std::string{"PERFQ_COLLECTOR_ID=c1"}, std::string{"PERFQ_STEPS_DONE="}}) {
    CAPTURE(line);
    CHECK(has(line));
  }
}

TEST_CASE_TEMPLATE("bench_next: the child gets neither database nor token unless asked for", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  enqueue_one(store);
  for (const bool shared : {false, true}) {
    store.run("enqueue bbbbbbb2");
    auto command = store.command("bench_next --collector-id c1");
    if (shared) command.words.push_back("--share-db");
    command.words.insert(command.words.end(), {"--", "env"});
    command.env["PGPASSWORD"] = "sesame";
    command.env["PGAPPNAME"] = "mine";
    command.env["PERFQ_TOKEN"] = "stray";
    const auto seen = run(command);
    CHECK(seen == 0);
    for (const auto* name : {"PERFQ_DB=", "PERFQ_TOKEN="}) {
      CAPTURE(name);
      CHECK((seen.out.find(name) != std::string::npos) == shared);
    }
    CHECK(seen.out.find("PERFQ_TOKEN=stray") == std::string::npos);
    CHECK((seen.out.find("PGPASSWORD") != std::string::npos) == shared);
  }
}

TEST_CASE("bench_next --share-db: the file's path is absolute, and the child can use it") {
  const TemporaryFolder folder;
  const CliStore store("sqlite:queue.db");
  const auto in_folder = [&](const Words& words) {
    auto command = store.command(words);
    command.folder = folder.path();
    return run(command);
  };
  CHECK(in_folder("enqueue aaaaaaa1") == 0);
  const auto done = in_folder({"bench_next", "--collector-id", "c1", "--share-db", "--", "sh", "-c",
                               std::string{"cd / && echo $PERFQ_DB && exec "} + PERFQ_TEST_CLI +
                                   " step $PERFQ_JOB inner --start"});
  CHECK(done == 0);
  CHECK(done.out == "sqlite:" + std::filesystem::canonical(folder.path()).string() + "/queue.db\n");
}

TEST_CASE_TEMPLATE("bench_next: steps are forwarded, and the next attempt hears of those done",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  enqueue_one(store);
  CHECK(run_shell(store, R"(
    echo '{"step":"one","state":"start"}' >> $PERFQ_STEPS
    echo '{"step":"one","state":"done","result":{"wall_s":2}}' >> $PERFQ_STEPS
    echo '{"step":"two","state":"fail","error":"no room"}' >> $PERFQ_STEPS
    exit 1)") == 1);
  const auto steps = store.job(1).at("steps");
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].at("state") == "done");
  CHECK(steps[0].at("result").at("wall_s") == 2);
  CHECK(steps[1].at("error") == "no room");
  store.run("cancel --job 1");
  store.run("retry --job 1");
  CHECK(run_shell(store, "echo $PERFQ_ATTEMPT $PERFQ_STEPS_DONE").out == "1 one\n");
}

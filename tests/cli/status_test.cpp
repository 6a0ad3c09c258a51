#include "support/cli.hpp"

using namespace perfq::test;

namespace {

Json request(const CliStore& store, const std::string& sha) {
  const auto all = store.json("status --json " + sha).at("requests");
  REQUIRE(all.size() == 1);
  return all[0];
}

}  // namespace

TEST_CASE_TEMPLATE("status --json: the database, the queue and its counts", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --json");
  store.json("enqueue aaaaaaa1 --json");
  store.json("enqueue bbbbbbb2 --profile a --profile b --json");
  store.json("enqueue ccccccc3 --target elsewhere --json");
  store.json("claim --collector-id c1 --json");
  const auto status = store.json("status --json");
  CHECK(lacking(status, "database now schema_version queue requests collectors").empty());
  CHECK(is_time(status.at("now")));
  CHECK(status.at("schema_version").is_number_integer());
  const auto queue = status.at("queue");
  CHECK(lacking(queue, "queued running delayed unplaceable oldest_queued_s").empty());
  CHECK(queue.at("queued") == 3);
  CHECK(queue.at("running") == 1);
  CHECK(queue.at("delayed") == 0);
  CHECK(queue.at("unplaceable") == 1);
  CHECK(queue.at("oldest_queued_s") >= 0);
  CHECK(status.at("requests").size() == 3);
}

TEST_CASE_TEMPLATE("status --json: every field of a request, from queued to finished", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --json");
  store.json("enqueue 8ce2287aaa --pr 7 --parent c6a9554bbb --profile a --profile b --json");
  auto one = request(store, "8ce2287");
  CHECK(lacking(one,
                "sha kind state outcome pr parent priority position reason jobs progress "
                "enqueued_at started_at finished_at duration_s eta suite suite_version "
                "pinned_version missing targets problem job_list")
            .empty());
  CHECK(
      lacking(one.at("jobs"), "queued running succeeded failed cancelled total required").empty());
  CHECK(lacking(one.at("targets")[0], "target state jobs").empty());
  CHECK(one.at("kind") == "master");
  CHECK(one.at("state") == "queued");
  CHECK(one.at("outcome").is_null());
  CHECK(one.at("pr") == 7);
  CHECK(one.at("priority") == 20);
  CHECK(one.at("position") == 1);
  CHECK(one.at("reason").is_string());
  CHECK(is_time(one.at("enqueued_at")));
  CHECK(one.at("started_at").is_null());
  CHECK(one.at("missing") == Json::array());

  store.run("bench_next --collector-id c1 -- true");
  one = request(store, "8ce2287aaa");
  CHECK(one.at("state") == "running");
  CHECK(one.at("progress") == 0.5);
  CHECK(one.at("position").is_null());
  CHECK(is_time(one.at("started_at")));

  store.run("bench_next --collector-id c1 -- true");
  one = request(store, "8ce2287aaa");
  CHECK(one.at("state") == "finished");
  CHECK(one.at("outcome") == "complete");
  CHECK(one.at("progress") == 1);
  CHECK(one.at("jobs").at("succeeded") == 2);
  CHECK(is_time(one.at("finished_at")));
  CHECK(one.at("duration_s") >= 0);
}

TEST_CASE_TEMPLATE("status --json: a collector and what it runs", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --slots 2 --label room=3 --json");
  store.json("enqueue 8ce2287aaa --json");
  const auto claimed = store.json("claim --collector-id c1 --version v7");
  const auto one = store.json("status --json").at("collectors")[0];
  CHECK(lacking(one,
                "id target sets slots labels state version last_seen_at session running done "
                "failed average_job_s")
            .empty());
  CHECK(one.at("id") == "c1");
  CHECK(one.at("slots") == 2);
  CHECK(one.at("labels") == Json{{"room", "3"}});
  CHECK(one.at("state") == "busy");
  CHECK(one.at("version") == "v7");
  CHECK(is_time(one.at("last_seen_at")));
  REQUIRE(one.at("running").size() == 1);
  const auto running = one.at("running")[0];
  CHECK(
      lacking(running, "job sha set backend profile attempt started_at step steps_done steps_total")
          .empty());
  CHECK(running.at("job") == claimed.at("job"));
  CHECK(running.at("sha") == "8ce2287aaa");
  CHECK(running.at("attempt") == 1);
}

TEST_CASE_TEMPLATE("status --job: the job with its attempts, steps and result", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.json("collector add c1 --json");
  store.json("enqueue 8ce2287aaa --json");
  store.run(
      {"bench_next", "--collector-id", "c1", "--version", "v7", "--", "sh", "-c",
       "echo '{\"step\":\"one\",\"state\":\"done\"}' > $PERFQ_STEPS; echo 7 > $PERFQ_RESULT"});
  const auto job = store.json("status --job 1 --json").at("job");
  CHECK(lacking(job, "state attempts steps result").empty());
  CHECK(job.at("state") == "succeeded");
  CHECK(job.at("result") == 7);
  REQUIRE(job.at("attempts").size() == 1);
  const auto attempt = job.at("attempts")[0];
  CHECK(
      lacking(attempt, "attempt worker session version outcome error started_at ended_at").empty());
  CHECK(attempt.at("attempt") == 1);
  CHECK(attempt.at("worker") == "c1");
  CHECK(attempt.at("version") == "v7");
  CHECK(attempt.at("outcome") == "succeeded");
  CHECK(attempt.at("error").is_null());
  CHECK(job.at("steps")[0].at("step") == "one");
}

TEST_CASE_TEMPLATE("status: says of a job that backs off when it is tried again", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue 8ce2287aaa");
  store.run("bench_next --collector-id c1 -- false");
  const std::string reason =
      store.json("status 8ce2287 --json").at("requests")[0].at("reason").dump();
  CAPTURE(reason);
  CHECK(reason.find("1 job to be tried again, the first at ") != std::string::npos);
  CHECK(store.run("status --job 1").out.find("not before") != std::string::npos);
}

TEST_CASE_TEMPLATE("status: an unambiguous prefix of 7 serves, another is an error", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue abcdefg111");
  store.run("enqueue abcdefg222");
  CHECK(request(store, "abcdefg1").at("sha") == "abcdefg111");
  const auto ambiguous = store.run("status abcdefg");
  CHECK(ambiguous == 2);
  CHECK(is_one_line(ambiguous.err));
  CHECK(ambiguous.err.find("abcdefg111") != std::string::npos);
  CHECK(ambiguous.err.find("abcdefg222") != std::string::npos);
  for (const auto* none :
       {"status abcdef", "status fffffff", "cancel fffffff", "retry fffffff", "wait fffffff",
        "results fffffff", "prune fffffff --yes", "events --sha fffffff"}) {
    CAPTURE(none);
    CHECK(store.run(none) == 5);
  }
}

TEST_CASE_TEMPLATE("status: --limit and --state choose the requests", Store, PERFQ_BOTH_STORES) {
  const Store store;
  for (int number = 100; number < 125; ++number)
    store.run("enqueue abcdefg" + std::to_string(number) + (number < 102 ? " --waiting" : ""));
  const auto shown = [&](const std::string& options) {
    return store.json("status --json " + options).at("requests").size();
  };
  CHECK(shown("") == 20);
  CHECK(shown("--limit 3") == 3);
  CHECK(shown("--limit 99") == 25);
  CHECK(shown("--state waiting") == 2);
  CHECK(shown("--state waiting --state queued --limit 99") == 25);
  CHECK(shown("--state finished") == 0);
}

TEST_CASE("status: says which database it reads, a password left out") {
  const SqliteStore sqlite;
  sqlite.run("enqueue abcdefg1");
  CHECK(sqlite.run("status").out.find(sqlite.file()) != std::string::npos);
  const PostgresStore postgres;
  auto url = postgres.url();
  url.insert(url.find('@'), ":sesame");
  for (const auto* verb : {"status", "status --json", "doctor", "doctor --json"}) {
    const auto shown =
        postgres.run({"--db", url, verb == std::string{"doctor"} ? "doctor" : "status"});
    CHECK(shown == 0);
    CHECK(shown.out.find("sesame") == std::string::npos);
    CHECK(shown.out.find("127.0.0.1") != std::string::npos);
  }
}

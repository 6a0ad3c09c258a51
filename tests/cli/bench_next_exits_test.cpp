#include "support/cli.hpp"

using namespace perfq::test;

namespace {

struct ExitCase {
  std::string script;
  int exit;
  std::string state;
  std::string outcome;
  bool charged;
  std::string error;  ///< what its text must speak of
};

Words briefly(const std::string& script, const std::string& collector = "c1") {
  return {"bench_next", "--collector-id", collector, "--timeout", "20", "--", "sh", "-c", script};
}

void check(const CliStore& store, const ExitCase& expected) {
  CAPTURE(expected.script);
  store.json("enqueue 8ce2287aaa --json");
  CHECK(store.run(briefly(expected.script)) == expected.exit);
  const auto shown = store.job(1);
  CHECK(shown.at("state") == expected.state);
  const auto attempt = shown.at("attempts")[0];
  CHECK(attempt.at("outcome") == expected.outcome);
  CHECK(attempt.at("charged") == expected.charged);
  if (!expected.error.empty())
    CHECK(attempt.at("error").get<std::string>().find(expected.error) != std::string::npos);
}

template <class Store>
void check_fresh(const ExitCase& expected) {
  const Store store;
  store.run("collector add c1");
  check(store, expected);
}

}  // namespace

TEST_CASE_TEMPLATE("bench_next: what the child's exit means", Store, PERFQ_BOTH_STORES) {
  for (const ExitCase& expected :
       std::vector<ExitCase>{{"exit 0", 0, "succeeded", "succeeded", true, ""},
                             {"exit 75", 3, "queued", "released", false, ""},
                             {"exit 65", 1, "failed", "failed", true, "65"},
                             {"exit 66", 1, "failed", "failed", true, "artifact"},
                             {"exit 1", 1, "queued", "failed", true, "1"},
                             {"exit 255", 1, "queued", "failed", true, "255"},
                             {"kill -SEGV $$", 1, "queued", "failed", true, "signal 11"},
                             {"kill -KILL $$", 1, "queued", "failed", true, "signal 9"},
                             {"kill -TERM $$", 1, "queued", "failed", true, "signal 15"},
                             {"echo '{' > $PERFQ_RESULT", 1, "queued", "failed", true, "JSON"},
                             {"printf '\\377' > $PERFQ_RESULT", 1, "queued", "failed", true, ""}})
    check_fresh<Store>(expected);
}

TEST_CASE_TEMPLATE("bench_next: a failure prints one line, a success none", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1 --profile a --profile b");
  CHECK(store.run(briefly("exit 0")).err.empty());
  const auto failed = store.run(briefly("exit 9"));
  CHECK(is_one_line(failed.err));
  CHECK(failed.err.find("exit status 9") != std::string::npos);
}

TEST_CASE_TEMPLATE("bench_next: 75 keeps the job from this collector for a while, not from others",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("collector add c2");
  store.run("enqueue aaaaaaa1");
  CHECK(store.run(briefly("exit 75")) == 3);
  CHECK(store.run(briefly("exit 0")) == 3);
  CHECK(store.run(briefly("exit 0", "c2")) == 0);
}

TEST_CASE_TEMPLATE("bench_next: past --timeout the child is stopped, a retryable failure", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  CHECK(store.run("bench_next --collector-id c1 --timeout 0.2 -- sleep 60") == 1);
  const auto job = store.job(1);
  CHECK(job.at("state") == "queued");
  CHECK(job.at("attempts")[0].at("outcome") == "timed_out");
  CHECK(job.at("attempts")[0].at("charged") == true);
}

TEST_CASE_TEMPLATE("bench_next: the request's own limit ends the child as well", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1 --timeout 0.2 --max-attempts 1");
  CHECK(store.run("bench_next --collector-id c1 -- sleep 60") == 1);
  CHECK(store.job(1).at("state") == "failed");
  CHECK(store.outcomes(1) == std::vector<Json>{"timed_out"});
}

TEST_CASE_TEMPLATE("bench_next: a command that can't be started hands the job back, uncharged",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  const auto failed = store.run("bench_next --collector-id c1 -- /nonexistent/program");
  CHECK(failed == 1);
  CHECK(is_one_line(failed.err));
  CHECK(failed.err.find("/nonexistent/program") != std::string::npos);
  CHECK(store.job(1).at("state") == "queued");
  CHECK(store.job(1).at("attempts")[0].at("charged") == false);
}

TEST_CASE_TEMPLATE("bench_next: attempts are used up, then it has failed", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1 --max-attempts 1");
  CHECK(store.run(briefly("exit 1")) == 1);
  CHECK(store.job(1).at("state") == "failed");
  CHECK(store.json("status aaaaaaa1 --json").at("requests")[0].at("state") == "failed");
  CHECK(store.run(briefly("exit 0")) == 3);
}

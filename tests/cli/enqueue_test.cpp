#include "support/cli.hpp"

using namespace perfq::test;

TEST_CASE_TEMPLATE("enqueue: a new request is queued, with its jobs and its place", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto first = store.json("enqueue 8ce2287aaa --json");
  CHECK(lacking(first, "sha created state jobs position").empty());
  CHECK(first.at("sha") == "8ce2287aaa");
  CHECK(first.at("created") == true);
  CHECK(first.at("state") == "queued");
  CHECK(first.at("jobs") == 1);
  CHECK(first.at("position") == 1);
  CHECK(store.json("enqueue c6a9554bbb --json").at("position") == 2);
  CHECK(store.json("enqueue aaaaaaaccc --kind release --json").at("position") == 1);
}

TEST_CASE_TEMPLATE("enqueue: a job for each target, backend and profile that is named", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto many = store.json(
      "enqueue abcdefg1 --target t1 --target t2 --backend llvm --backend gcc --profile opt "
      "--profile debug --json");
  CHECK(many.at("jobs") == 8);
  CHECK(store.json("enqueue abcdefg2 --json").at("jobs") == 1);
  const auto jobs = store.json("status abcdefg2 --json").at("requests")[0].at("job_list");
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].at("target") == this_machine_target());
  CHECK(jobs[0].at("backend") == "default");
  CHECK(jobs[0].at("profile") == "default");
  CHECK(jobs[0].at("set") == 0);
  CHECK(jobs[0].at("kind") == "bench");
}

TEST_CASE_TEMPLATE("enqueue: the same again changes nothing, priority and limits ignored", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.json("enqueue 8ce2287aaa --parent c6a9554bbb --pr 7 --kind try --json");
  const auto events = store.event_types();
  for (const auto* again : {"enqueue 8ce2287aaa --json",
                            "enqueue 8ce2287aaa --kind try --pr 7 --parent c6a9554bbb --json",
                            "enqueue 8ce2287aaa --priority 99 --max-attempts 9 --timeout 1h "
                            "--date 2026-01-02T03:04:05Z --json"}) {
    CAPTURE(again);
    const auto answer = store.json(again);
    CHECK(answer.at("created") == false);
    CHECK(answer.at("jobs") == 1);
  }
  CHECK(store.event_types() == events);
  CHECK(store.json("status 8ce2287aaa --json").at("requests")[0].at("priority") == 10);
}

TEST_CASE_TEMPLATE("enqueue: a different request for a known SHA is a conflict that names it",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.json("enqueue 8ce2287aaa --parent c6a9554bbb --pr 7 --target t1 --profile opt --json");
  const auto events = store.event_types();

  struct Case {
    std::string other;
    std::string named;
  };

  const std::vector<Case> cases{{"--kind try", "kind"},         {"--parent fffffff", "parent"},
                                {"--pr 8", "pull request"},     {"--target t2", "target"},
                                {"--profile debug", "profile"}, {"--backend gcc", "backend"}};
  for (const auto& [other, named] : cases) {
    const auto refused = store.run("enqueue 8ce2287aaa " + other);
    CAPTURE(other);
    CHECK(refused == 6);
    CHECK(is_one_line(refused.err));
    CHECK(refused.err.find(named) != std::string::npos);
    CHECK(refused.out.empty());
  }
  CHECK(store.event_types() == events);
}

TEST_CASE_TEMPLATE("enqueue: a waiting request has no jobs until it is made ready", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  const auto waiting = store.json("enqueue 8ce2287aaa --waiting --json");
  CHECK(waiting.at("state") == "waiting");
  CHECK(waiting.at("jobs") == 0);
  CHECK(waiting.at("position").is_null());
  CHECK(store.json("enqueue 8ce2287aaa --waiting --json").at("state") == "waiting");
  CHECK(store.run("claim --collector-id c1") == 3);

  const auto ready = store.json("enqueue 8ce2287aaa --parent c6a9554bbb --json");
  CHECK(ready.at("created") == false);
  CHECK(ready.at("state") == "queued");
  CHECK(ready.at("jobs") == 1);
  CHECK(store.json("status 8ce2287aaa --json").at("requests")[0].at("parent") == "c6a9554bbb");
  CHECK(store.event_types() == std::vector<std::string>{"collector.added", "request.created",
                                                        "request.ready", "job.queued"});
}

TEST_CASE_TEMPLATE("enqueue: a cycle of parents is bad input", Store, PERFQ_BOTH_STORES) {
  const Store store;
  CHECK(store.run("enqueue aaaaaaa1 --parent bbbbbbb2") == 0);
  CHECK(store.run("enqueue bbbbbbb2 --parent ccccccc3") == 0);
  for (const auto* cycle :
       {"enqueue ccccccc3 --parent aaaaaaa1", "enqueue ddddddd --parent ddddddd"}) {
    const auto refused = store.run(cycle);
    CHECK(refused == 2);
    CHECK(is_one_line(refused.err));
  }
  CHECK(store.run("status ccccccc3") == 5);
}

TEST_CASE_TEMPLATE("enqueue --dry-run: says what it would come to, and changes nothing", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue aaaaaaa1");
  const auto one = store.json("enqueue bbbbbbb2 --profile a --profile b --dry-run --json");
  CHECK(one.at("sha") == "bbbbbbb2");
  CHECK(one.at("created") == true);
  CHECK(one.at("jobs") == 2);
  CHECK(one.at("position") == 2);
  CHECK(store.json("enqueue aaaaaaa1 --dry-run --json").at("created") == false);
  CHECK(store.run("enqueue aaaaaaa1 --kind release --dry-run") == 6);
  CHECK(store.json("status --json").at("requests").size() == 1);
  CHECK(store.json("enqueue bbbbbbb2 --json").at("created") == true);
}

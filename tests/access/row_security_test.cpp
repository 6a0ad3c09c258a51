#include "access/roles.hpp"

#include <map>

using namespace perfq::test;

namespace {

const std::string secret = R"({"secret":1})";

/// A collector's role that sees the queue `own` only, and what stands in another one.
struct Limited : Roles {
  Limited() {
    REQUIRE(limit("own") == 0);
    for (const std::string queue : {"own", "hidden"}) {
      for (int i = 0; i < 2; ++i)
        owner().run({"job", "add", "--queue", queue, "--payload", secret});
      const auto lease = lease_of(owner().json("claim --worker w1 --queue " + queue));
      owner().run("step --fail secret " + lease + " s");
      owner().run({"complete", "--result", secret, lease.substr(0, lease.find(' ')), "--token",
                   lease.substr(lease.rfind(' ') + 1)});
    }
    owner().sql("INSERT INTO " + owner().table("output") + " SELECT id, 1, 'secret', 1 FROM " +
                owner().table("job") + " WHERE state = 'succeeded'");
  }

  Finished limit(const std::string& queue) const {
    return owner().run({"migrate", "--row-security", name("collector") + "=" + queue});
  }

  /// How many of the table's rows a kind sees.
  std::string seen(const std::string& kind, const std::string& table) const {
    return sql(kind, "SELECT count(*) FROM {t}." + table);
  }

  CliStore collector = as("collector");
};

}  // namespace

// Guards limit_access: without its policies a collector's role sees all.
TEST_CASE_FIXTURE(Limited, "row security: of other queues neither jobs nor what belongs to them") {
  for (const std::string table : {"job", "step", "output", "attempt"}) {
    CAPTURE(table);
    const std::string all = table == "job" ? "4\n" : "2\n";
    const std::string own = table == "job" ? "2\n" : "1\n";
    CHECK(seen("collector", table) == own);
    CHECK(seen("submitter", table) == all);
    CHECK(seen("reader", table) == all);
  }
  CHECK(sql("collector", "SELECT DISTINCT queue FROM {t}.job") == "own\n");
  CHECK(collector.run("status --job 3") == 5);
  CHECK(collector.run("logs 3") == 5);
  CHECK(collector.run("claim --queue hidden --worker w1") == 3);
  sql("collector", "UPDATE {t}.job SET error = 'mine'");
  CHECK(owner().sql("SELECT count(*) FROM " + owner().table("job") + " WHERE error = 'mine'") ==
        "2\n");
  CHECK(
      allowed("collector",
              {"ALTER TABLE {t}.job DISABLE ROW LEVEL SECURITY", "DROP POLICY everyone ON {t}.job",
               "INSERT INTO {t}.output VALUES (4, 1, 'mine', 1)",
               "INSERT INTO {t}.step VALUES (4, 's', 'done', 1, NULL, NULL, 1, 1, 1)"})
          .find("allowed") == std::string::npos);
}

TEST_CASE_FIXTURE(Limited, "row security: its own queue's jobs are claimed and ended as ever") {
  const auto lease = lease_of(collector.json("claim --queue own --worker w1"));
  for (const std::string words : {"heartbeat ", "step --done ", "complete --result 7 "}) {
    CAPTURE(words);
    CHECK(collector.run(words + lease + (words.starts_with("step") ? " s" : "")) == 0);
  }
  const auto request = "bench/" + perfq::test::this_machine_target();
  CHECK(owner().run({"migrate", "--row-security", name("collector") + "=own", "--row-security",
                     name("collector") + "=" + request}) == 0);
  owner().run("collector add c1");
  owner().run("enqueue aaaaaaa1 --profile a --profile b");
  CHECK(collector.run(bench("echo '{}' > $PERFQ_RESULT; echo hi", {"--loop"})) == 0);
  CHECK(owner().run("wait aaaaaaa1 --timeout 60") == 0);
  CHECK(seen("collector", "job") == "4\n");
}

// Guards event_row.cpp: what is hidden would be told as attempt 0, not charged, of no session.
TEST_CASE_FIXTURE(Limited, "row security: of a hidden job the log tells that something happened") {
  std::map<int, Json> ended;
  for (const Json& event : collector.json_lines("events --json"))
    if (event.at("type") == "job.succeeded") ended[event.at("job")] = event.at("data");
  REQUIRE(ended.size() == 2);
  CHECK(ended[1].at("outcome") == "succeeded");
  CHECK(ended[3] == Json{{"lease", 1}});
}

TEST_CASE_FIXTURE(Limited, "row security: the last list stands, and * lifts it") {
  CHECK(limit("hidden") == 0);
  CHECK(sql("collector", "SELECT DISTINCT queue FROM {t}.job") == "hidden\n");
  CHECK(limit("it's \"odd\" {}, \\") == 0);
  CHECK(seen("collector", "job") == "0\n");
  CHECK(limit("*") == 0);
  CHECK(seen("collector", "job") == "4\n");
}

TEST_CASE_FIXTURE(Limited, "row security: one role's list is not another's") {
  CHECK(owner().run({"migrate", "--row-security", name("reader") + "=hidden"}) == 0);
  CHECK(sql("reader", "SELECT DISTINCT queue FROM {t}.job") == "hidden\n");
  CHECK(sql("collector", "SELECT DISTINCT queue FROM {t}.job") == "own\n");
  CHECK(seen("submitter", "job") == "4\n");
}

// Guards the wording of the policy on job: with a function of the row in it the index is not used.
TEST_CASE_FIXTURE(Limited, "row security: a claim still goes by its index") {
  owner().sql("INSERT INTO " + owner().table("job") +
              " (queue, kind, affinity, state, delayed, priority, rank, run_at_us, required, "
              "max_attempts, time_limit_us, backoff_us, payload, created_at_us, changed_at_us) "
              "SELECT CASE n % 2 WHEN 0 THEN 'own' ELSE 'hidden' END, 'k', '', 'queued', 0, 0, 0, "
              "n, 1, 3, 1000000, 1, 'null', 1, 1 FROM generate_series(1, 20000) n");
  owner().sql("ANALYZE " + owner().table("job"));
  const auto plan = sql("collector",
                        "EXPLAIN SELECT id FROM {t}.job WHERE queue = 'own' AND affinity = '' AND "
                        "state = 'queued' AND delayed = 0 AND NOT (avoid_worker IS NOT DISTINCT "
                        "FROM 'w1' AND avoid_until_us > {t}.now_us()) ORDER BY priority DESC, "
                        "rank, run_at_us, id LIMIT 1 FOR UPDATE SKIP LOCKED");
  INFO(plan);
  CHECK(plan.find("Index Scan using job_for_claim") != std::string::npos);
  CHECK(plan.find("Sort") == std::string::npos);
}

#include "postgres/server.hpp"
#include "store/migrate.hpp"
#include "store/statements.hpp"
#include "store/template.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;

namespace {

/// A hundred thousand jobs, most of them done, as the server's statistics know them.
struct ManyJobs {
  ManyJobs() {
    store::migrate(*database);
    database->script(
        "INSERT INTO {schema}.job (queue, kind, affinity, state, delayed, priority, rank, "
        "run_at_us, required, max_attempts, time_limit_us, backoff_us, payload, created_at_us, "
        "changed_at_us, token, worker, claimed_at_us, lease_expires_at_us, ended_at_us) "
        "SELECT 'q' || n % 3, 'k', n % 4, s, (s = 'queued' AND n % 7 = 0)::integer, 0, 0, n, 1, 3, "
        "1000000, 1, 'null', 1, 1, 't' || n, 'w' || n % 50, n, CASE s WHEN 'running' THEN n END, "
        "CASE s WHEN 'succeeded' THEN n END FROM (SELECT n, CASE WHEN n % 10 < 7 THEN 'succeeded' "
        "WHEN n % 10 = 9 THEN 'running' ELSE 'queued' END AS s FROM generate_series(1, 100000) n) "
        "many");
    database->script("ANALYZE {schema}.job");
  }

  /// As the library has it planned: once a connection, for any values.
  std::string plan(store::Statement store::Statements::*which, int values) {
    const store::Statement& statement = database->statements().*which;
    const std::string now = "coalesce($1::bigint, " + schema.name() + ".now_us())";
    const std::string name{statement.name};
    database->script("PREPARE " + name + " AS " +
                     store::fill(statement.sql, schema.name() + ".", now));
    std::string nulls = "NULL";
    for (int i = 1; i < values; ++i) nulls += ", NULL";
    texts.push_back("EXPLAIN EXECUTE " + name + "(" + nulls + ")");
    std::string text;
    for (const store::Row& row : database->run({name, texts.back()}, {}))
      text += row.text(0) + "\n";
    return text;
  }

  /// And nothing reads the table.
  static void check_uses(const std::string& plan, const std::vector<std::string>& indexes) {
    INFO(plan);
    for (const std::string& index : indexes) {
      CAPTURE(index);
      CHECK(plan.find(index) != std::string::npos);
    }
    CHECK(plan.find("Seq Scan on job") == std::string::npos);
  }

  TempSchema schema;
  std::unique_ptr<store::Database> database = schema.open();
  std::deque<std::string> texts;  // a connection knows a statement by the place of its text
};

using S = store::Statements;

}  // namespace

// Without the index that it names each of them fails.
TEST_CASE_FIXTURE(ManyJobs, "with statistics of many jobs each statement goes by its index") {
  const std::string claim = plan(&S::claim_jobs, 19);
  check_uses(claim, {"job_for_claim", "job_for_reap", "job_pkey"});
  // A sort would read all jobs of a label to claim one.
  const std::string ready = claim.substr(claim.find("CTE ready"));
  CHECK(ready.substr(0, ready.find("CTE", 1)).find("Sort") == std::string::npos);
  check_uses(plan(&S::finish_job, 13), {"job_pkey"});
  check_uses(plan(&S::renew_lease, 4), {"job_pkey"});
  check_uses(plan(&S::lapsed_for_good, 2), {"job_for_reap"});
  check_uses(plan(&S::promote_due_jobs, 2), {"job_for_due", "job_pkey"});
  check_uses(plan(&S::next_change, 5), {"job_for_due", "job_for_reap", "job_for_claim"});
  check_uses(plan(&S::held_jobs, 1), {"job_for_"});
  check_uses(plan(&S::prunable_jobs, 6), {"job_for_prune"});
}

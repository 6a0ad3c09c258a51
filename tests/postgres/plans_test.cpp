#include "postgres/server.hpp"
#include "store/migrate.hpp"
#include "store/statements.hpp"
#include "store/template.hpp"
#include "support/many_jobs.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;

namespace {

using S = store::Statements;

/// The first that a plan reads without a condition of those that grow with every job: a table, or
/// an index, but for those that hold unfinished jobs only.
std::string read_whole(const std::string& plan) {
  static const std::regex scan{
      "(?:using|Index Scan on|Seq Scan on) ((?:job|bench_job|request|step|attempt|event)\\w*)"};
  static const std::regex open_jobs{"job_for_(claim|due|reap|worker|queue_timeout|abandoned)"};
  std::istringstream lines(plan);
  std::string read;
  for (std::string line; std::getline(lines, line);) {
    if (!read.empty() && line.find("Index Cond: ") == std::string::npos) return read;
    std::smatch found;
    const bool scans = std::regex_search(line, found, scan);
    read = scans && !std::regex_match(found.str(1), open_jobs) ? found.str(1) : "";
  }
  return read;
}

constexpr const char* fifty_jobs = R"(
INSERT INTO {schema}.job (queue, kind, affinity, state, delayed, priority, rank, run_at_us,
                          required, max_attempts, time_limit_us, backoff_us, payload,
                          created_at_us, changed_at_us)
SELECT '', 'k', '', 'queued', 0, 0, n, 1, 1, 3, 1, 1, 'null', 1, 1 FROM generate_series(1, 50) n
)";

struct Plans {
  Plans() { store::migrate(*database); }

  /// As the library has it planned: once a connection, for any values.
  std::string plan(store::Statement S::*which) {
    const store::Statement& statement = database->statements().*which;
    const std::string now = "coalesce($1::bigint, " + schema.name() + ".now_us())";
    const std::string name{statement.name};
    const std::string sql = store::fill(statement.sql, schema.name() + ".", now);
    database->script("PREPARE " + name + " AS " + sql);
    std::string nulls;
    for (std::size_t i = 0; i < store::highest_place(sql); ++i)
      nulls += nulls.empty() ? "(NULL" : ", NULL";
    texts.push_back("EXPLAIN EXECUTE " + name + nulls + (nulls.empty() ? "" : ")"));
    std::string text;
    for (const store::Row& row : database->run({name, texts.back()}, {}))
      text += row.text(0) + "\n";
    return text;
  }

  /// And nothing that grows with every job is read from end to end.
  std::string check_uses(store::Statement S::*which, const std::vector<std::string>& indexes) {
    std::string text = plan(which);
    INFO(text);
    for (const std::string& index : indexes) {
      CAPTURE(index);
      CHECK(text.find(index) != std::string::npos);
    }
    CHECK(read_whole(text) == "");
    return text;
  }

  TempSchema schema;
  std::unique_ptr<store::Database> database = schema.open();
  std::deque<std::string> texts;  // a connection knows a statement by the place of its text
};

/// As the server's statistics know them.
struct ManyJobs : Plans {
  ManyJobs() {
    database->script(many_jobs);
    for (const char* table : {"job", "bench_job", "request", "job_group", "step", "suite_set"})
      database->script("ANALYZE {schema}." + std::string(table));
  }

  /// What it counts or tells of all open jobs it reads in an index that holds no others.
  void check_status() {
    check_uses(&S::list_collectors, {"session_for_worker"});
    check_uses(&S::collector_jobs, {"job_for_worker", "bench_job_pkey", "step_pkey"});
    check_uses(&S::count_queued, {"job_for_claim", "job_for_due"});
    check_uses(&S::queued_lanes, {"job_for_claim"});
    check_uses(&S::count_lane, {"job_for_claim"});
    check_uses(&S::count_delayed_lanes, {"job_for_due"});
    check_uses(&S::count_running, {"job_for_worker"});
    check_uses(&S::request_job_counts, {"job_for_group"});
    check_uses(&S::bad_artifacts_of_requests, {"bench_job_group_id", "job_pkey"});
    check_uses(&S::queued_requests, {"job_group_for_status", "request_pkey"});
    check_uses(&S::delayed_bench_jobs, {"job_for_due", "bench_job_pkey"});
    check_uses(&S::running_bench_jobs, {"job_for_worker", "bench_job_pkey"});
    check_uses(&S::missing_benchmarks, {"job_for_group", "bench_job_pkey", "step_pkey"});
    // The last two stop at their limit: a sort would read all.
    const std::string lane = check_uses(&S::expected_jobs, {"job_for_claim", "bench_job_pkey"});
    CHECK(lane.find("Sort") == std::string::npos);
    const std::string newest = plan(&S::list_requests);
    CHECK(newest.find("Scan Backward using job_group_pkey") != std::string::npos);
    CHECK(newest.find("Sort") == std::string::npos);
  }
};

}  // namespace

// Without an index that it names each of them fails.
TEST_CASE_FIXTURE(ManyJobs, "with statistics of many jobs each statement goes by its index") {
  const std::string claim =
      check_uses(&S::claim_jobs, {"job_for_claim", "job_for_reap", "job_pkey"});
  // A sort would read all jobs of a label to claim one.
  const std::string ready = claim.substr(claim.find("CTE ready"));
  CHECK(ready.substr(0, ready.find("CTE", 1)).find("Sort") == std::string::npos);
  // What it found must not be sought anew where another has changed a job meanwhile: of a union
  // PostgreSQL keeps no copy.
  CHECK(claim.find("CTE Scan on change") != std::string::npos);
  check_uses(&S::finish_job, {"job_pkey"});
  check_uses(&S::renew_lease, {"job_pkey"});
  check_uses(&S::lapsed_for_good, {"job_for_reap"});
  check_uses(&S::unwanted_jobs, {"job_for_queue_timeout", "job_for_abandoned"});
  check_uses(&S::promote_due_jobs, {"job_for_due", "job_pkey"});
  check_uses(&S::next_change, {"job_for_due", "job_for_reap", "job_for_claim"});
  check_uses(&S::held_jobs, {"job_for_"});
  check_uses(&S::prunable_jobs, {"job_for_prune"});
  check_status();
}

// A connection that waits there keeps the plan while the table grows, until it is analysed.
TEST_CASE_FIXTURE(Plans, "what changes jobs goes by indexes where it was planned for few, too") {
  SUBCASE("a new database") {}
  SUBCASE("statistics of fifty jobs") {
    database->script(fifty_jobs);
    database->script("ANALYZE {schema}.job");
  }
  check_uses(&S::claim_jobs, {"job_for_claim", "job_for_reap", "job_pkey"});
  check_uses(&S::finish_job, {"job_pkey"});
  check_uses(&S::renew_lease, {"job_pkey"});
  check_uses(&S::lapsed_for_good, {"job_for_reap"});
  check_uses(&S::write_off_job, {"job_pkey"});
  check_uses(&S::promote_due_jobs, {"job_for_due", "job_pkey"});
  check_uses(&S::place_jobs, {"job_for_group", "job_pkey"});
  check_uses(&S::start_request_jobs, {"job_for_group", "job_pkey"});
}

#pragma once

#include "store/statements.hpp"

#include <set>
#include <string>
#include <vector>

namespace perfq::test {

using S = store::Statements;
using Steps = std::set<std::string>;

inline const std::string job_by_id = "SEARCH job USING INTEGER PRIMARY KEY (rowid=?)";
inline const std::string job_by_lane =
    "SEARCH job USING INDEX job_for_claim (queue=? AND affinity=?)";
inline const std::string job_by_lease =
    "SEARCH job USING INDEX job_for_reap (lease_expires_at_us<?)";
inline const std::string j_by_id = "SEARCH j USING INTEGER PRIMARY KEY (rowid=?)";
inline const std::string b_by_id = "SEARCH b USING INTEGER PRIMARY KEY (rowid=?)";
inline const std::string r_by_id = "SEARCH r USING INTEGER PRIMARY KEY (rowid=?)";

struct Expected {
  store::Statement S::*which;
  Steps steps;
  bool in_order = false;  ///< of the index: a sort would read all there are for the first
};

inline const std::vector<Expected> of_verbs{
    {&S::worker_refused, {"SEARCH worker USING INDEX sqlite_autoindex_worker_1 (name=?)"}},
    {&S::ready_jobs, {job_by_lane}, true},
    {&S::any_lapsed, {"SEARCH job USING COVERING INDEX job_for_reap (lease_expires_at_us<?)"}},
    {&S::lapsed_jobs, {job_by_lease}},
    {&S::lease_job, {job_by_id}},
    {&S::lease_facts, {job_by_id}},
    {&S::finish_job, {job_by_id}},
    {&S::renew_lease, {job_by_id}},
    {&S::lapsed_for_good, {job_by_lease}, true},
    {&S::unwanted_jobs,
     {"SEARCH job USING INDEX job_for_queue_timeout (claim_by_us<?)",
      "SEARCH job USING INDEX job_for_abandoned (wanted_until_us<?)"}},
    {&S::promote_due_jobs, {job_by_id, "SEARCH job USING INDEX job_for_due (run_at_us<?)"}},
};

// What it counts or tells of all open jobs it reads in an index that holds no others, and the
// newest requests from the end of their table.
inline const std::vector<Expected> of_status{
    {&S::list_collectors,
     {"SCAN c USING INDEX sqlite_autoindex_collector_1",
      "SEARCH w USING INDEX sqlite_autoindex_worker_1 (name=?)",
      "SEARCH s USING INDEX session_for_worker (worker=?)"}},
    {&S::collector_jobs,
     {"SCAN j USING INDEX job_for_worker",
      "SEARCH c USING COVERING INDEX sqlite_autoindex_collector_1 (name=?)", b_by_id,
      "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)", "SEARCH s USING PRIMARY KEY (job_id=?)"}},
    {&S::count_queued,
     {"SCAN job USING COVERING INDEX job_for_claim", "SCAN job USING INDEX job_for_due"}},
    {&S::queued_lanes,
     {"SCAN j USING COVERING INDEX job_for_claim",
      "SEARCH j USING COVERING INDEX job_for_claim (queue>?)",
      "SEARCH j USING COVERING INDEX job_for_claim (queue=?)",
      "SEARCH j USING COVERING INDEX job_for_claim (queue=? AND affinity>?)"},
     true},
    {&S::count_lane, {"SEARCH job USING COVERING INDEX job_for_claim (queue=? AND affinity=?)"}},
    {&S::count_delayed_lanes, {"SCAN job USING INDEX job_for_due"}},
    {&S::count_running, {"SCAN job USING INDEX job_for_worker"}},
    {&S::list_requests, {"SCAN g", r_by_id}, true},
    {&S::request_job_counts, {"SEARCH job USING INDEX job_for_group (group_id=?)"}},
    {&S::bad_artifacts_of_requests,
     {"SEARCH a USING PRIMARY KEY (group_id=? AND sha=? AND target=?)",
      "SEARCH b USING COVERING INDEX sqlite_autoindex_bench_job_1 (group_id=?)", j_by_id}},
    {&S::queued_requests,
     {"SEARCH g USING COVERING INDEX job_group_for_status (state=?)", r_by_id}},
    {&S::expected_jobs, {job_by_lane, b_by_id}, true},
    {&S::delayed_bench_jobs, {"SCAN j USING INDEX job_for_due", b_by_id}},
    {&S::running_bench_jobs, {"SCAN j USING INDEX job_for_worker", b_by_id}},
    {&S::missing_benchmarks,
     {"SEARCH j USING COVERING INDEX job_for_group (group_id=? AND required=?)", b_by_id,
      "SEARCH s USING INTEGER PRIMARY KEY (rowid=?)", "SEARCH t USING PRIMARY KEY (job_id=?)",
      "SEARCH t USING PRIMARY KEY (job_id=? AND step=?)"}},
};

}  // namespace perfq::test

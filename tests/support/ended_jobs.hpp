#pragma once

#include "store/template.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace perfq::test {

// As a fleet's jobs that ran once: enqueued, claimed, completed.
inline constexpr const char* ended_jobs = R"(
INSERT INTO {schema}.job (queue, kind, affinity, state, delayed, priority, rank, run_at_us,
                          required, max_attempts, time_limit_us, backoff_us, leases, worker,
                          session, token,
                          claimed_at_us, lease_us, begun, outcome, payload, result,
                          created_at_us, started_at_us, ended_at_us, changed_at_us, actor)
WITH RECURSIVE number (n) AS (SELECT $first UNION ALL SELECT n + 1 FROM number WHERE n < $last)
SELECT '$queue', 'job', '', 'succeeded', 0, 0, 0, n, 1, 3, 14400000000, 10000000, 1, 'old', 'old',
       'token-' || n, n + 1, 60000000, 0, 'succeeded', '{"commit":"old","number":' || n || '}',
       '{"ok":true}', n, n + 1, n + 2, n + 2, 'bench'
  FROM number)";

inline constexpr const char* their_attempts = R"(
INSERT INTO {schema}.attempt (job_id, lease, attempt, charged, worker, session, token, outcome,
                              started_at_us, ended_at_us)
SELECT id, 1, 1, 0, worker, session, token, 'succeeded', claimed_at_us, ended_at_us
  FROM {schema}.job
 WHERE queue = '$queue' AND worker = 'old' AND created_at_us BETWEEN $first AND $last)";

inline constexpr const char* their_events = R"(
INSERT INTO {schema}.event (at_us, type, job_id, worker, actor, lease)
SELECT created_at_us + part, CASE part WHEN 1 THEN 'job.claimed' ELSE 'job.succeeded' END, id,
       worker, 'bench', 1
  FROM {schema}.job, (SELECT 1 AS part UNION ALL SELECT 2) AS parts
 WHERE queue = '$queue' AND worker = 'old' AND created_at_us BETWEEN $first AND $last)";

/// The commands, for either database, that add the jobs of the queue that were created at these
/// microseconds, with the attempt and the events of each.
inline std::vector<std::string> history_of(const std::string& queue, std::int64_t first_us,
                                           std::int64_t last_us) {
  std::vector<std::string> commands{ended_jobs, their_attempts, their_events};
  for (std::string& command : commands) {
    store::replace_all(command, "$queue", queue);
    store::replace_all(command, "$first", std::to_string(first_us));
    store::replace_all(command, "$last", std::to_string(last_us));
  }
  return commands;
}

}  // namespace perfq::test

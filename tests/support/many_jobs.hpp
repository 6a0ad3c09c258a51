#pragma once

namespace perfq::test {

/// A hundred thousand jobs of ten thousand requests, most of them done, for either database. A
/// fifth waits, some of it delayed. Few run and few requests are open, as in a fleet: where they
/// were many a planner would rightly read all there is.
inline constexpr const char* many_jobs = R"(
INSERT INTO {schema}.suite (name, version, document, place, loaded_at_us)
VALUES ('s', 1, '{}', 1, 1);

INSERT INTO {schema}.suite_set (suite, suite_version, target, set_index, benchmarks)
WITH RECURSIVE many (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM many WHERE n < 11)
SELECT 's', 1, 'target' || (n % 3), n / 3, '["b"]' FROM many;

INSERT INTO {schema}.job_group (kind, state, created_at_us, changed_at_us)
WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 10000)
SELECT 'request', CASE WHEN n > 9980 THEN 'queued' WHEN n > 9950 THEN 'running' ELSE 'finished' END,
       1, 1
  FROM many;

INSERT INTO {schema}.request (group_id, sha, kind, priority, lifted_priority, rank, targets,
                              backends, profiles, max_attempts, backfill_parent)
SELECT id, 'sha' || id, 'master', 0, 0, id, '[]', '[]', '[]', 3, 0 FROM {schema}.job_group;

INSERT INTO {schema}.job (queue, kind, affinity, state, delayed, priority, rank, run_at_us,
                          group_id, required, max_attempts, time_limit_us, backoff_us, payload,
                          token, worker, claimed_at_us, lease_expires_at_us, ended_at_us,
                          created_at_us, changed_at_us)
WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 100000)
SELECT 'bench/target' || (n % 3), 'k', n % 4, state,
       CASE WHEN n % 70 = 28 AND state = 'queued' THEN 1 ELSE 0 END, 0, 0, n, (n + 9) / 10, 1, 3,
       1000000, 1, 'null', 't' || n, 'w' || (n % 500), n, CASE state WHEN 'running' THEN n END,
       CASE state WHEN 'succeeded' THEN n END, 1, 1
  FROM (SELECT n, CASE WHEN n % 500 = 9 THEN 'running' WHEN n % 5 = 3 THEN 'queued'
                       ELSE 'succeeded' END AS state FROM many) made;

INSERT INTO {schema}.bench_job (job_id, group_id, sha, kind, target, backend, profile, set_index,
                                set_id)
SELECT id, group_id, 'sha' || group_id, 'k', substr(queue, 7), 'b', 'p' || id, 0, 1 + id % 12
  FROM {schema}.job;

INSERT INTO {schema}.step (job_id, step, state, lease, started_at_us, changed_at_us)
SELECT id, 'b', 'done', 1, 1, 1 FROM {schema}.job WHERE state = 'succeeded';
)";

}  // namespace perfq::test

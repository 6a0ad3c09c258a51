-- name: worker_refused
-- only: sqlite
-- But for a probe.   $1 name  $2 the claim's first token
SELECT state FROM {schema}.worker WHERE name = $1 AND state <> 'active' AND probe <> $2;

-- name: ready_jobs
-- only: sqlite
-- The best of one affinity.   $1 now  $2 queue  $3 affinity  $4 worker  $5 limit  $6 job
SELECT id, priority, rank, run_at_us FROM {schema}.job
 WHERE queue = $2 AND affinity = $3 AND state = 'queued' AND delayed = 0
   AND NOT (avoid_worker IS $4 AND avoid_until_us > $1) AND ($6 IS NULL OR id = $6)
 ORDER BY priority DESC, rank, run_at_us, id LIMIT $5;

-- name: any_lapsed
-- only: sqlite
-- Whether any lease ran out. Mostly none did, but even then SQLite would make a table for the sort
-- of lapsed_jobs.   $1 now
SELECT 1 FROM {schema}.job WHERE lease_expires_at_us <= $1 LIMIT 1;

-- name: lapsed_jobs
-- only: sqlite
-- The best of one affinity among jobs whose lease ran out and that may be leased again, the
-- worker's own first.   $1 now  $2 queue  $3 affinity  $4 worker  $5 limit  $6 job
SELECT id, priority, rank, run_at_us, worker IS $4 FROM {schema}.job
 WHERE lease_expires_at_us <= $1 AND queue = $2 AND affinity = $3
   AND charged + 1 < max_attempts AND cancel_requested = 0
   AND claimed_at_us + time_limit_us > $1 AND ($6 IS NULL OR id = $6)
 ORDER BY worker IS $4 DESC, priority DESC, rank, run_at_us, id LIMIT $5;

-- name: lease_job
-- only: sqlite
-- $1 now  $2 worker  $3 session  $4 version  $5 lease  $6 actor | $7 id  $8 token
WITH given (job_id, token) AS (
  VALUES ($7, $8))
UPDATE OR FAIL {schema}.job
   SET charged = charged + (state = 'running'),
       outcome = CASE state WHEN 'running' THEN 'lost' ELSE outcome END, state = 'running',
       worker = $2, session = $3, version = $4, token = given.token, leases = leases + 1,
       claimed_at_us = $1, begun = 0, reason = NULL,
       lease_expires_at_us = $1 + iif($5 < time_limit_us + 15000000, $5,
                                      time_limit_us + 15000000),
       lease_us = $5,
       started_at_us = coalesce(started_at_us, $1), cancel_requested = 0, changed_at_us = $1,
       actor = $6
  FROM given
 WHERE job.id = given.job_id;
SELECT {job}, token FROM {schema}.job WHERE id = $7;

-- name: worker_refused
-- only: sqlite
-- $1 name
SELECT state FROM {schema}.worker WHERE name = $1 AND state <> 'active';

-- name: ready_jobs
-- only: sqlite
-- The best of one affinity.   $1 now  $2 queue  $3 affinity  $4 worker  $5 limit
SELECT id, priority, rank, run_at_us FROM {schema}.job
 WHERE queue = $2 AND affinity = $3 AND state = 'queued' AND delayed = 0
   AND NOT (avoid_worker IS $4 AND avoid_until_us > $1)
 ORDER BY priority DESC, rank, run_at_us, id LIMIT $5;

-- name: lapsed_jobs
-- only: sqlite
-- Jobs whose lease ran out and that may be leased again.   $1 now  $2 queue  $3 limit
SELECT id, priority, rank, run_at_us, affinity, worker FROM {schema}.job
 WHERE state = 'running' AND lease_expires_at_us <= $1 AND queue = $2
   AND charged + 1 < max_attempts AND cancel_requested = 0
   AND claimed_at_us + time_limit_us > $1
 ORDER BY lease_expires_at_us LIMIT $3;

-- name: lease_job
-- only: sqlite
-- $1 now  $2 id  $3 worker  $4 session  $5 version  $6 token  $7 lease  $8 actor
UPDATE {schema}.job
   SET charged = charged + (state = 'running'), state = 'running', worker = $3, session = $4,
       version = $5, token = $6, leases = leases + 1, claimed_at_us = $1,
       lease_expires_at_us = min($1 + $7, $1 + time_limit_us + 15000000),
       started_at_us = coalesce(started_at_us, $1), cancel_requested = 0, changed_at_us = $1,
       actor = $8
 WHERE id = $2
RETURNING {job}, token;

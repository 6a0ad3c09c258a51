-- name: find_job
-- A job by its id.   $1 id
SELECT {job} FROM {schema}.job WHERE id = $1;

-- name: find_job_by_key
-- The unfinished job that bears a unique key, and whether its submitters set it any bounds.
-- $1 queue  $2 key
SELECT id, CASE WHEN claim_by_us IS NULL AND wanted_until_us IS NULL THEN 0 ELSE 1 END
  FROM {schema}.job
 WHERE queue = $1 AND unique_key = $2 AND state IN ('queued', 'running');

-- name: find_job_made_lately
-- The newest job that ever bore a unique key, among the last that were made.
-- $1 queue  $2 key  $3 since when
SELECT id FROM {schema}.job
 WHERE id > (SELECT max(id) FROM {schema}.job) - 10000 AND queue = $1 AND unique_key = $2
   AND created_at_us >= $3
 ORDER BY id DESC LIMIT 1;

-- name: list_jobs
-- Newest first.   $1 queue or null  $2 state or null  $3 limit
SELECT {job} FROM {schema}.job
 WHERE (CAST($1 AS TEXT) IS NULL OR queue = $1) AND (CAST($2 AS TEXT) IS NULL OR state = $2)
 ORDER BY id DESC LIMIT $3;

-- name: outcome_of_lease
-- How the attempt of a token ended.   $1 id  $2 token
SELECT outcome FROM {schema}.attempt WHERE job_id = $1 AND token = $2;

-- name: list_attempts
-- $1 job
SELECT job_id, lease, attempt, charged, worker, session, version, outcome, error, started_at_us,
       ended_at_us
  FROM {schema}.attempt WHERE job_id = $1 ORDER BY lease;

-- name: list_steps
-- In the order of their first report.   $1 job
SELECT step, state, lease, error, result, started_at_us, ended_at_us
  FROM {schema}.step WHERE job_id = $1 ORDER BY started_at_us, step;

-- name: report_step
-- Only for the holder of the lease; a step that is done stays done.
-- $1 now  $2 id  $3 token  $4 step  $5 state  $6 error  $7 result
INSERT INTO {schema}.step (job_id, step, state, lease, error, result, started_at_us, ended_at_us,
                           changed_at_us)
SELECT id, $4, $5, leases, $6, $7, {now}, CASE WHEN $5 <> 'start' THEN {now} END, {now}
  FROM {schema}.job WHERE id = $2 AND token = $3 AND state = 'running'
    ON CONFLICT (job_id, step) DO UPDATE
   SET state = excluded.state, lease = excluded.lease, error = excluded.error,
       result = excluded.result, ended_at_us = excluded.ended_at_us,
       started_at_us = CASE WHEN excluded.state = 'start' THEN excluded.started_at_us
                            ELSE step.started_at_us END,
       changed_at_us = excluded.changed_at_us
 WHERE step.state <> 'done';

-- name: forget_steps
-- $1 job
DELETE FROM {schema}.step WHERE job_id = $1;

-- name: keep_output
-- $1 now  $2 id  $3 token  $4 tail
INSERT INTO {schema}.output (job_id, lease, tail, changed_at_us)
SELECT id, leases, $4, {now} FROM {schema}.job WHERE id = $2 AND token = $3 AND state = 'running'
    ON CONFLICT (job_id, lease) DO UPDATE
   SET tail = excluded.tail, changed_at_us = excluded.changed_at_us
RETURNING job_id;

-- name: find_output
-- The output kept of a lease, or of the last one that has any.   $1 job  $2 lease or 0
SELECT tail FROM {schema}.output
 WHERE job_id = $1 AND (lease = $2 OR $2 = 0) ORDER BY lease DESC LIMIT 1;

-- name: cancel_queued_job
-- $1 now  $2 id  $3 actor
UPDATE {schema}.job
   SET state = 'cancelled', outcome = 'cancelled', reason = NULL, delayed = 0,
       ended_at_us = {now},
       changed_at_us = {now}, actor = $3
 WHERE id = $2 AND state = 'queued' RETURNING id;

-- name: request_cancel
-- The worker hears of it with its next heartbeat. It stands whoever else comes to want the job.
-- $1 id
UPDATE {schema}.job SET cancel_requested = 1, wanted_until_us = NULL
 WHERE id = $1 AND state = 'running' AND (cancel_requested = 0 OR wanted_until_us IS NOT NULL)
RETURNING id;

-- name: retry_job
-- A terminal job anew, unless a twin bears its unique key.   $1 now  $2 id  $3 actor
UPDATE {schema}.job
   SET {anew}
 WHERE id = $2 AND state IN ('succeeded', 'failed', 'cancelled')
   AND NOT EXISTS (SELECT 1 FROM {schema}.job twin
                    WHERE twin.queue = job.queue AND twin.unique_key = job.unique_key
                      AND twin.state IN ('queued', 'running') AND twin.id <> job.id)
RETURNING group_id, required;

-- name: held_jobs
-- What a session holds.   $1 session
SELECT id, token FROM {schema}.job WHERE session = $1 AND state = 'running'
 ORDER BY claimed_at_us, id;

-- name: expire_leases
-- Ends the leases of a session whose process is gone.   $1 now  $2 session
UPDATE {schema}.job SET lease_expires_at_us = {now}, reason = 'its process was gone'
 WHERE session = $2 AND state = 'running' AND lease_expires_at_us > {now};

-- name: find_claimed
-- What a worker holds, and by which tokens.   $1 worker
SELECT {job}, token FROM {schema}.job WHERE worker = $1 AND state = 'running';

-- name: count_jobs
-- $1 now
SELECT state, count(*), sum(CASE WHEN state = 'queued' AND run_at_us > {now} THEN 1 ELSE 0 END)
  FROM {schema}.job GROUP BY state;

-- name: prunable_jobs
-- $1 now  $2 age  $3 limit  $4 $5 $6 the states
SELECT id FROM {schema}.job
 WHERE ended_at_us IS NOT NULL AND state IN ($4, $5, $6)
   AND ended_at_us < {now} - $2
   AND (group_id IS NULL OR group_id IN (SELECT id FROM {schema}.job_group
                                          WHERE state IN ('finished', 'failed', 'cancelled')))
 ORDER BY ended_at_us, id LIMIT $3;

-- name: count_prunable_jobs
-- $1 now  $2 age  $3 $4 $5 the states
SELECT count(*) FROM {schema}.job
 WHERE ended_at_us IS NOT NULL AND state IN ($3, $4, $5)
   AND ended_at_us < {now} - $2
   AND (group_id IS NULL OR group_id IN (SELECT id FROM {schema}.job_group
                                          WHERE state IN ('finished', 'failed', 'cancelled')));

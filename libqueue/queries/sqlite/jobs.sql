-- name: enqueue_job
-- Some jobs at a time. A job whose key an unfinished one bears gets no row. The highest ids are
-- those of the new ones.
-- $1 now  $2 actor | $3 queue  $4 kind  $5 affinity  $6 payload  $7 priority  $8 rank
-- $9 run_at  $10 delay  $11 unique key  $12 group  $13 required  $14 attempts  $15 limit
-- $16 backoff
INSERT OR FAIL INTO {schema}.job (
  queue, kind, affinity, state, payload, priority, rank, run_at_us, delayed, unique_key, group_id,
  required, max_attempts, time_limit_us, backoff_us, created_at_us, changed_at_us, actor)
VALUES ($3, $4, $5, 'queued', $6, $7, $8, coalesce($9, $1 + $10), coalesce($9, $1 + $10) > $1,
        $11, $12, $13, $14, $15, $16, $1, $1, $2)
    ON CONFLICT (queue, unique_key)
       WHERE unique_key IS NOT NULL AND state IN ('queued', 'running') DO NOTHING;
SELECT id, unique_key, queue FROM {schema}.job ORDER BY id DESC LIMIT changes();

-- name: finish_job
-- Ends running jobs' attempts, each only for the holder of its lease. Statistics of few running
-- jobs would have it walk an index of all of them for each, were the state not hidden by a plus.
-- $1 now  $2 actor | $3 id  $4 token  $5 state  $6 outcome  $7 charge  $8 released  $9 error
-- $10 result  $11 delay  $12 avoid  $13 only if the lease has run out
-- Answers besides whether somebody waits for a job that has ended so.
WITH given (job_id, token, state, outcome, charge, released, error, result, delay_us, avoid_us,
            only_lapsed) AS (
  VALUES ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))
UPDATE OR FAIL {schema}.job
   SET state = given.state, outcome = given.outcome, charged = charged + given.charge,
       releases = releases + given.released, reason = given.error,
       error = CASE WHEN given.outcome IN ('failed', 'timed_out') OR given.outcome = 'lost'
                    THEN coalesce(given.error, job.error) ELSE job.error END,
       result = given.result, lease_expires_at_us = NULL,
       delayed = given.state = 'queued' AND given.delay_us > 0,
       run_at_us = CASE WHEN given.state = 'queued' AND given.delay_us > 0 THEN $1 + given.delay_us
                        ELSE run_at_us END,
       avoid_worker = CASE WHEN given.avoid_us > 0 THEN worker END,
       avoid_until_us = CASE WHEN given.avoid_us > 0 THEN $1 + given.avoid_us END,
       cancel_requested = 0,
       ended_at_us = CASE WHEN given.state <> 'queued' THEN $1 END, changed_at_us = $1, actor = $2
  FROM given
 WHERE job.id = given.job_id AND job.token = given.token AND +job.state = 'running'
   AND (given.only_lapsed = 0 OR lease_expires_at_us <= $1);
SELECT id, token, CASE state WHEN 'queued' THEN 0 ELSE waited END FROM {schema}.job WHERE id = $3;

-- name: renew_lease
-- Never past the time limit and 15 s, which the holder has to end by itself.
-- $1 now  $2 lease, or 0 for one as long as before | $3 id  $4 token
WITH given (job_id, token) AS (
  VALUES ($3, $4))
UPDATE OR FAIL {schema}.job
   SET lease_expires_at_us = min($1 + CASE WHEN $2 > 0 THEN $2 ELSE lease_us END,
                                 claimed_at_us + time_limit_us + 15000000),
       lease_us = CASE WHEN $2 > 0 THEN $2 ELSE lease_us END, begun = 1
  FROM given
 WHERE job.id = given.job_id AND job.token = given.token AND +job.state = 'running'
   AND claimed_at_us + time_limit_us + 15000000 > $1;
SELECT id, token, cancel_requested, lease_expires_at_us, worker FROM {schema}.job WHERE id = $3;

-- name: write_off_job
-- Once for each, whoever holds it: its token is stale from then on.
-- $1 now  $2 actor  $3 reason | $4 id
UPDATE {schema}.job
   SET state = CASE cancel_requested WHEN 1 THEN 'cancelled' ELSE 'failed' END,
       outcome = CASE WHEN cancel_requested = 1 THEN 'cancelled' WHEN state = 'running' THEN 'lost'
                      ELSE 'failed' END,
       reason = $3, error = CASE cancel_requested WHEN 1 THEN error ELSE $3 END,
       delayed = 0, cancel_requested = 0, lease_expires_at_us = NULL,
       ended_at_us = $1, changed_at_us = $1, actor = $2
 WHERE id = $4 AND state IN ('queued', 'running')
RETURNING id;

-- name: promote_due_jobs
-- Jobs whose time has come join those that are claimed in order.   $1 now  $2 limit
UPDATE {schema}.job SET delayed = 0
 WHERE id IN (SELECT id FROM {schema}.job WHERE state = 'queued' AND delayed = 1
                 AND run_at_us <= $1 ORDER BY run_at_us LIMIT $2)
RETURNING id;

-- name: delete_job
-- Once for each job; its attempts, steps and output go with it.   $1 id
DELETE FROM {schema}.job WHERE id = $1 AND ended_at_us IS NOT NULL
RETURNING id;

-- name: lease_facts
-- What decides how an attempt may end, for the holder of its lease only.   $1 id  $2 token
SELECT charged, releases, max_attempts, backoff_us, cancel_requested, leases FROM {schema}.job
 WHERE id = $1 AND token = $2 AND state = 'running';

-- name: lapsed_for_good
-- Leases that ran out on jobs that may not be leased again: the sweep ends them. Only a running job
-- has a lease's end.   $1 now  $2 limit
SELECT id, token, charged, releases, max_attempts, backoff_us, cancel_requested, leases,
       CASE WHEN claimed_at_us + time_limit_us <= {now} THEN 1 ELSE 0 END, worker
  FROM {schema}.job
 WHERE lease_expires_at_us <= {now}
   AND (charged + 1 >= max_attempts OR cancel_requested = 1
        OR claimed_at_us + time_limit_us <= {now})
 ORDER BY lease_expires_at_us LIMIT $2;

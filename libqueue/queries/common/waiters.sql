-- name: bound_job
-- What the submitter of a new job asks of it. Its queue timeout begins when it can be claimed.
-- $1 now  $2 id  $3 queue timeout or null  $4 for how long somebody wants it, or null
UPDATE {schema}.job
   SET waited = 1, claim_by_us = CASE WHEN run_at_us > {now} THEN run_at_us ELSE {now} END + $3,
       wanted_until_us = {now} + $4
 WHERE id = $2 RETURNING id;

-- name: join_job
-- What one more submitter asks of it: the more patient one's wish stands. A cancel that nobody but
-- silence asked for is taken back.
-- $1 now  $2 id  $3 queue timeout or null  $4 for how long somebody wants it, or null  $5 waits
UPDATE {schema}.job
   SET waited = CASE WHEN $5 = 1 THEN 1 ELSE waited END,
       claim_by_us = CASE WHEN CAST($3 AS BIGINT) IS NULL THEN NULL
                          WHEN claim_by_us < {now} + $3 THEN {now} + $3 ELSE claim_by_us END,
       wanted_until_us = CASE WHEN CAST($4 AS BIGINT) IS NULL THEN NULL
                              WHEN wanted_until_us < {now} + $4 THEN {now} + $4
                              ELSE wanted_until_us END,
       cancel_requested = CASE WHEN wanted_until_us IS NULL THEN cancel_requested ELSE 0 END
 WHERE id = $2 AND state IN ('queued', 'running') RETURNING id;

-- name: waiter_seen
-- A waiter of an unfinished job, new or heard of again.
-- $1 now  $2 job  $3 name  $4 lease, or 0 for one as long as before
INSERT INTO {schema}.waiter (job_id, name, lease_us, seen_at_us)
SELECT id, $3, CASE WHEN CAST($4 AS BIGINT) > 0 THEN $4 ELSE 60000000 END, {now}
  FROM {schema}.job WHERE id = $2 AND state IN ('queued', 'running')
    ON CONFLICT (job_id, name) DO UPDATE
   SET lease_us = CASE WHEN CAST($4 AS BIGINT) > 0 THEN $4 ELSE waiter.lease_us END,
       seen_at_us = excluded.seen_at_us
RETURNING lease_us;

-- name: want_job
-- Of a job that is given up when nobody is heard of.   $1 now  $2 id  $3 lease of the waiter
UPDATE {schema}.job
   SET wanted_until_us = CASE WHEN wanted_until_us < {now} + $3 THEN {now} + $3
                              ELSE wanted_until_us END,
       cancel_requested = 0
 WHERE id = $2 AND state IN ('queued', 'running') AND wanted_until_us IS NOT NULL RETURNING id;

-- name: list_waiters
-- $1 job
SELECT name, lease_us, seen_at_us FROM {schema}.waiter WHERE job_id = $1 ORDER BY name;

-- name: find_result
-- The job that succeeded last of those with a unique key.   $1 queue  $2 key
SELECT {job} FROM {schema}.job
 WHERE queue = $1 AND unique_key = $2 AND state = 'succeeded'
 ORDER BY ended_at_us DESC, id DESC LIMIT 1;

-- name: unwanted_jobs
-- Jobs that nobody claimed in time, and those none of whose waiters was heard of, with whether they
-- run and why they are given up.   $1 now  $2 limit of each
SELECT id, 0, 'not claimed within its queue timeout'
  FROM (SELECT id FROM {schema}.job
         WHERE claim_by_us <= {now} AND state = 'queued' AND leases = 0
         ORDER BY claim_by_us LIMIT $2) unclaimed
 UNION ALL
SELECT id, CASE state WHEN 'running' THEN 1 ELSE 0 END, 'nobody waits for it any more'
  FROM (SELECT id, state FROM {schema}.job
         WHERE wanted_until_us <= {now} AND state IN ('queued', 'running')
           AND cancel_requested = 0
         ORDER BY wanted_until_us LIMIT $2) abandoned;

-- name: cancel_unwanted_job
-- Unless it was claimed or somebody was heard of since the look.   $1 now  $2 id  $3 why  $4 actor
UPDATE {schema}.job
   SET state = 'cancelled', outcome = 'cancelled', reason = $3, error = $3, delayed = 0,
       ended_at_us = {now}, changed_at_us = {now}, actor = $4
 WHERE id = $2 AND state = 'queued'
   AND ((leases = 0 AND claim_by_us <= {now}) OR wanted_until_us <= {now})
RETURNING id;

-- name: request_unwanted_cancel
-- Unless somebody was heard of since the look.   $1 now  $2 id
UPDATE {schema}.job SET cancel_requested = 1
 WHERE id = $2 AND state = 'running' AND cancel_requested = 0 AND wanted_until_us <= {now}
RETURNING id;

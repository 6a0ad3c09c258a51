-- name: enqueue_job
-- All the jobs of a call. A job whose key an unfinished one bears gets no row. Of a column that is
-- alike in all of them the array may have the first alone.
-- $1 now  $2 actor | $3 queue  $4 kind  $5 affinity  $6 payload  $7 priority  $8 rank
-- $9 run_at  $10 delay  $11 unique key  $12 group  $13 required  $14 attempts  $15 limit
-- $16 backoff
INSERT INTO {schema}.job (queue, kind, affinity, state, payload, priority, rank, run_at_us, delayed,
                          unique_key, group_id, required, max_attempts, time_limit_us, backoff_us,
                          created_at_us, changed_at_us, actor)
SELECT coalesce(j.queue, once.queue), coalesce(j.kind, once.kind),
       coalesce(j.affinity, once.affinity), 'queued', coalesce(j.payload, once.payload),
       coalesce(j.priority, once.priority), coalesce(j.rank, once.rank),
       coalesce(j.run_at_us, once.run_at_us, now_us + coalesce(j.delay_us, once.delay_us)),
       (coalesce(j.run_at_us, once.run_at_us, now_us + coalesce(j.delay_us, once.delay_us))
          > now_us)::integer,
       coalesce(j.unique_key, once.unique_key), coalesce(j.group_id, once.group_id),
       coalesce(j.required, once.required), coalesce(j.max_attempts, once.max_attempts),
       coalesce(j.time_limit_us, once.time_limit_us), coalesce(j.backoff_us, once.backoff_us),
       now_us, now_us, $2
  FROM (SELECT {now} AS now_us, ($3::text[])[1] AS queue, ($4::text[])[1] AS kind,
               ($5::text[])[1] AS affinity, ($6::text[])[1] AS payload,
               ($7::integer[])[1] AS priority, ($8::bigint[])[1] AS rank,
               CASE cardinality($9::bigint[]) WHEN 1 THEN ($9::bigint[])[1] END AS run_at_us,
               ($10::bigint[])[1] AS delay_us,
               CASE cardinality($11::text[]) WHEN 1 THEN ($11::text[])[1] END AS unique_key,
               CASE cardinality($12::bigint[]) WHEN 1 THEN ($12::bigint[])[1] END AS group_id,
               ($13::integer[])[1] AS required, ($14::integer[])[1] AS max_attempts,
               ($15::bigint[])[1] AS time_limit_us, ($16::bigint[])[1] AS backoff_us
        OFFSET 0) once CROSS JOIN
       unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::bigint[],
              $9::bigint[], $10::bigint[], $11::text[], $12::bigint[], $13::integer[],
              $14::integer[], $15::bigint[], $16::bigint[])
       WITH ORDINALITY AS j (queue, kind, affinity, payload, priority, rank, run_at_us, delay_us,
                             unique_key, group_id, required, max_attempts, time_limit_us,
                             backoff_us, place)
 ORDER BY place
    ON CONFLICT (queue, unique_key)
       WHERE unique_key IS NOT NULL AND state IN ('queued', 'running') DO NOTHING
RETURNING id, unique_key, queue;

-- name: finish_job
-- Ends running jobs' attempts, each only for the holder of its lease. A job has a lease's end while
-- it runs and only then: asked for plainly, PostgreSQL may walk a partial index of all running jobs
-- and of what vacuum has not yet taken out of it, instead of looking up the ids; and joined by the
-- ids themselves, not an array of each, it may read the whole key, where a plan was made for few.
-- $1 now  $2 actor | $3 id  $4 token  $5 state  $6 outcome  $7 charge  $8 released  $9 error
-- $10 result  $11 delay  $12 avoid  $13 only if the lease has run out
-- Answers besides whether somebody waits for a job that has ended so.
UPDATE {schema}.job
   SET state = f.state, outcome = f.outcome, charged = charged + f.charge,
       releases = releases + f.released, reason = f.error,
       error = CASE WHEN f.outcome IN ('failed', 'timed_out', 'lost')
                    THEN coalesce(f.error, job.error) ELSE job.error END,
       result = f.result, lease_expires_at_us = NULL,
       delayed = (f.state = 'queued' AND f.delay_us > 0)::integer,
       run_at_us = CASE WHEN f.state = 'queued' AND f.delay_us > 0 THEN {now} + f.delay_us
                        ELSE run_at_us END,
       avoid_worker = CASE WHEN f.avoid_us > 0 THEN worker END,
       avoid_until_us = CASE WHEN f.avoid_us > 0 THEN {now} + f.avoid_us END,
       cancel_requested = 0,
       ended_at_us = CASE WHEN f.state <> 'queued' THEN {now} END, changed_at_us = {now},
       actor = $2
  FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::integer[],
              $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::integer[])
       AS f (job_id, token, state, outcome, charge, released, error, result, delay_us, avoid_us,
             only_lapsed)
 WHERE job.id = ANY (ARRAY[f.job_id]) AND job.token = f.token
   AND coalesce(job.lease_expires_at_us, 0) > 0
   AND (f.only_lapsed = 0 OR lease_expires_at_us <= {now})
RETURNING id, job.token, CASE job.state WHEN 'queued' THEN 0 ELSE waited END;

-- name: renew_lease
-- Never past the time limit and 15 s, which the holder has to end by itself.
-- $1 now  $2 lease, or 0 for one as long as before | $3 id  $4 token
UPDATE {schema}.job
   SET lease_expires_at_us = least({now} + CASE WHEN $2::bigint > 0 THEN $2 ELSE lease_us END,
                                   claimed_at_us + time_limit_us + 15000000),
       lease_us = CASE WHEN $2::bigint > 0 THEN $2 ELSE lease_us END, begun = 1
  FROM unnest($3::bigint[], $4::text[]) AS l (job_id, token)
 WHERE job.id = ANY (ARRAY[l.job_id]) AND job.token = l.token
   AND coalesce(job.lease_expires_at_us, 0) > 0
   AND claimed_at_us + time_limit_us + 15000000 > {now}
RETURNING id, job.token, cancel_requested, lease_expires_at_us, worker;

-- name: write_off_job
-- Whoever holds them: their tokens are stale from then on.
-- $1 now  $2 actor  $3 reason | $4 id
UPDATE {schema}.job
   SET state = CASE cancel_requested WHEN 1 THEN 'cancelled' ELSE 'failed' END,
       outcome = CASE WHEN cancel_requested = 1 THEN 'cancelled' WHEN state = 'running' THEN 'lost'
                      ELSE 'failed' END,
       reason = $3, error = CASE cancel_requested WHEN 1 THEN error ELSE $3 END,
       delayed = 0, cancel_requested = 0, lease_expires_at_us = NULL,
       ended_at_us = {now}, changed_at_us = {now}, actor = $2
 WHERE id = ANY ($4::bigint[]) AND state IN ('queued', 'running')
RETURNING id;

-- name: promote_due_jobs
-- Jobs whose time has come join those that are claimed in order.   $1 now  $2 limit
UPDATE {schema}.job SET delayed = 0
 WHERE id = ANY (ARRAY(SELECT id FROM {schema}.job WHERE state = 'queued' AND delayed = 1
                          AND run_at_us <= {now} ORDER BY run_at_us LIMIT $2
                          FOR UPDATE SKIP LOCKED))
   AND state = 'queued'
RETURNING id;

-- name: delete_job
-- Their attempts, steps and output go with them.   $1 id
DELETE FROM {schema}.job WHERE id = ANY ($1::bigint[])
   AND state IN ('succeeded', 'failed', 'cancelled')
RETURNING id;

-- name: lease_facts
-- What decides how an attempt may end, for the holder of its lease only.   $1 id  $2 token
SELECT charged, releases, max_attempts, backoff_us, cancel_requested, leases FROM {schema}.job
 WHERE id = $1 AND token = $2 AND coalesce(lease_expires_at_us, 0) > 0 FOR UPDATE;

-- name: lapsed_for_good
-- Leases that ran out on jobs that may not be leased again: the sweep ends them. Only a running job
-- has a lease's end.   $1 now  $2 limit
SELECT id, token, charged, releases, max_attempts, backoff_us, cancel_requested, leases,
       CASE WHEN claimed_at_us + time_limit_us <= {now} THEN 1 ELSE 0 END, worker
  FROM {schema}.job
 WHERE lease_expires_at_us <= {now}
   AND (charged + 1 >= max_attempts OR cancel_requested = 1
        OR claimed_at_us + time_limit_us <= {now})
 ORDER BY lease_expires_at_us LIMIT $2 FOR UPDATE SKIP LOCKED;

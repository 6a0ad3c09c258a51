-- name: insert_group
-- $1 now  $2 kind  $3 state  $4 outcome  $5 actor
INSERT INTO {schema}.job_group (kind, state, outcome, created_at_us, changed_at_us, actor)
VALUES ($2, $3, $4, {now}, {now}, $5) RETURNING id;

-- name: find_group
-- $1 id
SELECT id, kind, state, outcome, created_at_us, started_at_us, ended_at_us, finishes
  FROM {schema}.job_group WHERE id = $1;

-- name: group_jobs
-- $1 group
SELECT {job} FROM {schema}.job WHERE group_id = $1 ORDER BY id;

-- name: finish_empty_group
-- A group without jobs has nothing to wait for.   $1 now  $2 id  $3 actor
UPDATE {schema}.job_group
   SET state = 'finished', outcome = 'complete', finishes = finishes + 1, ended_at_us = {now},
       changed_at_us = {now}, actor = $3
 WHERE id = $2 AND state IN ('queued', 'running')
   AND NOT EXISTS (SELECT 1 FROM {schema}.job WHERE group_id = $2);

-- name: reopen_group
-- One of its required jobs runs anew.   $1 now  $2 id  $3 actor
UPDATE {schema}.job_group
   SET state = CASE WHEN started_at_us IS NULL THEN 'queued' ELSE 'running' END, outcome = 'none',
       ended_at_us = NULL, changed_at_us = {now}, actor = $3
 WHERE id = $2 AND state IN ('finished', 'failed', 'cancelled');

-- name: cancel_group
-- $1 now  $2 id  $3 actor
UPDATE {schema}.job_group
   SET state = 'cancelled', ended_at_us = {now}, changed_at_us = {now}, actor = $3
 WHERE id = $2 AND state IN ('waiting', 'queued', 'running') RETURNING id;

-- name: ready_group
-- A waiting group gets its jobs.   $1 now  $2 id  $3 actor
UPDATE {schema}.job_group SET state = 'queued', changed_at_us = {now}, actor = $3
 WHERE id = $2 AND state = 'waiting' RETURNING id;

-- name: find_request_by_prefix
-- Some more than one, to name the candidates.   $1 prefix  $2 above all that begin with it
SELECT sha FROM {schema}.request WHERE sha >= $1 AND sha < $2 ORDER BY sha LIMIT 5;

-- name: list_requests
-- Newest first, by a walk back through the ids: an index on states would have to sort them all.
-- $1 limit  $2 $3 $4 the states
SELECT g.id, g.kind, g.state, g.outcome, g.created_at_us, g.started_at_us, g.ended_at_us,
       g.finishes, r.sha, r.kind, r.parent, r.pr, r.date_us, r.priority, r.targets, r.backends,
       r.profiles, r.max_attempts, r.time_limit_us, r.backfill_parent, r.suite, r.suite_version,
       r.pinned_version, r.lifted_priority, r.rank
  FROM {schema}.job_group g JOIN {schema}.request r ON r.group_id = g.id
 WHERE g.state || '' IN ($2, $3, $4) ORDER BY g.id DESC LIMIT $1;

-- name: set_priority
-- What its jobs have follows when it is placed, unless it has none yet.   $1 group  $2 priority
UPDATE {schema}.request
   SET priority = $2,
       lifted_priority = CASE WHEN (SELECT state FROM {schema}.job_group WHERE id = $1) = 'waiting'
                              THEN $2 ELSE lifted_priority END
 WHERE group_id = $1;

-- name: start_request
-- Before all equals that are not started: bench/order.cpp has the number.   $1 group
UPDATE {schema}.request SET rank = rank - 4611686018427387904 WHERE group_id = $1 AND rank >= 0;

-- name: find_artifact_by_prefix
-- $1 prefix  $2 what follows all that begin so
SELECT DISTINCT sha FROM {schema}.bench_job WHERE sha >= $1 AND sha < $2 ORDER BY sha LIMIT 2;

-- name: groups_about
-- Requests that have jobs about an artifact: its own, and those that backfilled it.   $1 sha
SELECT DISTINCT group_id FROM {schema}.bench_job WHERE sha = $1 ORDER BY group_id;

-- name: cancel_request_jobs
-- $1 now  $2 group  $3 actor
UPDATE {schema}.job
   SET state = 'cancelled', outcome = 'cancelled', delayed = 0, ended_at_us = {now},
       changed_at_us = {now}, actor = $3
 WHERE group_id = $2 AND state = 'queued';

-- name: ask_request_cancel
-- Their workers hear of it with the next heartbeat.   $1 group
UPDATE {schema}.job SET cancel_requested = 1 WHERE group_id = $1 AND state = 'running';

-- name: withdraw_request_cancel
-- Of jobs whose worker has not yet heard of it.   $1 group
UPDATE {schema}.job SET cancel_requested = 0 WHERE group_id = $1 AND state = 'running';

-- name: count_retriable_jobs
-- Those that were asked to stop too: they go on.   $1 group  $2 only the failed
SELECT count(*) FROM {schema}.job
 WHERE group_id = $1
   AND (state = 'failed' OR ($2 = 0 AND (state IN ('succeeded', 'cancelled')
                                         OR (state = 'running' AND cancel_requested = 1))));

-- name: retry_request_jobs
-- $1 now  $2 group  $3 actor  $4 only the failed
UPDATE {schema}.job
   SET {anew}
 WHERE group_id = $2 AND state IN ('succeeded', 'failed', 'cancelled')
   AND ($4 = 0 OR state = 'failed');

-- name: forget_request_steps
-- Of jobs that had succeeded.   $1 group
DELETE FROM {schema}.step
 WHERE job_id IN (SELECT id FROM {schema}.job WHERE group_id = $1 AND state = 'succeeded');

-- name: unpin_request
-- Before all its jobs run anew, unless one goes on with what the pinned version has done.
-- $1 group
UPDATE {schema}.request SET pinned_version = NULL, pinned_at_us = NULL
 WHERE group_id = $1
   AND NOT EXISTS (SELECT 1 FROM {schema}.job j
                    WHERE j.group_id = $1 AND j.state = 'running'
                      AND j.version = request.pinned_version)
   AND NOT EXISTS (SELECT 1 FROM {schema}.step s JOIN {schema}.job j ON j.id = s.job_id
                    WHERE j.group_id = $1 AND s.state = 'done');

-- name: await_artifact_again
-- A request that was cancelled before it had jobs.   $1 now  $2 group  $3 actor
UPDATE {schema}.job_group
   SET state = 'waiting', ended_at_us = NULL, changed_at_us = {now}, actor = $3
 WHERE id = $2 AND state = 'cancelled'
   AND NOT EXISTS (SELECT 1 FROM {schema}.job WHERE group_id = $2)
RETURNING id;

-- name: bench_jobs_of_request
-- $1 group
SELECT b.job_id, b.sha, p.parent, r.kind, b.kind, b.target, b.backend, b.profile, b.set_index,
       s.benchmarks, b.moved_from, s.step_limit_us
  FROM {schema}.bench_job b JOIN {schema}.request r ON r.group_id = b.group_id
  LEFT JOIN {schema}.request p ON p.sha = b.sha
  LEFT JOIN {schema}.suite_set s ON s.id = b.set_id
 WHERE b.group_id = $1;

-- name: attempts_of_group
-- $1 group
SELECT job_id, lease, attempt, charged, worker, session, version, outcome, error, started_at_us,
       ended_at_us
  FROM {schema}.attempt
 WHERE job_id IN (SELECT id FROM {schema}.job WHERE group_id = $1) ORDER BY job_id, lease;

-- name: steps_of_group
-- $1 group
SELECT step, state, lease, error, result, started_at_us, ended_at_us, job_id
  FROM {schema}.step
 WHERE job_id IN (SELECT id FROM {schema}.job WHERE group_id = $1)
 ORDER BY job_id, started_at_us, step;

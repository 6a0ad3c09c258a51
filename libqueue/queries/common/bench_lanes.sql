-- name: unannounced_requests
-- In progress, with the lanes of their open jobs; their partial results were not announced.
SELECT DISTINCT g.id, g.created_at_us, r.suite, r.suite_version, j.queue, j.affinity
  FROM {schema}.job_group g JOIN {schema}.request r ON r.group_id = g.id
  JOIN {schema}.job j ON j.group_id = g.id AND j.state IN ('queued', 'running')
 WHERE g.state = 'running' AND r.partial_ready_at_us IS NULL;

-- name: done_by_target
-- $1 group
SELECT queue, count(*) FROM {schema}.job WHERE group_id = $1 AND state = 'succeeded'
 GROUP BY queue ORDER BY queue;

-- name: announce_partial
-- No row: another call was faster.   $1 now  $2 group
UPDATE {schema}.request SET partial_ready_at_us = {now}
 WHERE group_id = $2 AND partial_ready_at_us IS NULL RETURNING group_id;

-- name: move_job
-- $1 job  $2 whose set it is
UPDATE {schema}.bench_job SET moved_from = $2 WHERE job_id = $1;

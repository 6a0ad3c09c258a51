-- name: prunable_requests
-- Ended long enough ago, nothing of them running.   $1 now  $2 age  $3 limit  $4 $5 $6 the states
SELECT g.id FROM {schema}.job_group g JOIN {schema}.request r ON r.group_id = g.id
 WHERE g.state IN ('finished', 'failed', 'cancelled') AND g.state IN ($4, $5, $6)
   AND g.ended_at_us < {now} - $2
   AND NOT EXISTS (SELECT 1 FROM {schema}.job WHERE job.group_id = g.id
                      AND job.state IN ('queued', 'running'))
 ORDER BY g.id LIMIT $3;

-- name: count_prunable_request_jobs
-- $1 now  $2 age  $3 $4 $5 the states
SELECT count(*) FROM {schema}.job
 WHERE group_id IN (
   SELECT g.id FROM {schema}.job_group g JOIN {schema}.request r ON r.group_id = g.id
    WHERE g.state IN ('finished', 'failed', 'cancelled') AND g.state IN ($3, $4, $5)
      AND g.ended_at_us < {now} - $2
      AND NOT EXISTS (SELECT 1 FROM {schema}.job other WHERE other.group_id = g.id
                         AND other.state IN ('queued', 'running')));

-- name: prunable_other_jobs
-- Jobs of no request.   $1 now  $2 age  $3 limit  $4 $5 $6 the states
SELECT id FROM {schema}.job
 WHERE ended_at_us IS NOT NULL AND state IN ($4, $5, $6)
   AND ended_at_us < {now} - $2
   AND NOT EXISTS (SELECT 1 FROM {schema}.request WHERE request.group_id = job.group_id)
   AND (group_id IS NULL OR group_id IN (SELECT g.id FROM {schema}.job_group g
                                          WHERE g.state IN ('finished', 'failed', 'cancelled')))
 ORDER BY ended_at_us LIMIT $3;

-- name: count_prunable_other_jobs
-- $1 now  $2 age  $3 $4 $5 the states
SELECT count(*) FROM {schema}.job
 WHERE ended_at_us IS NOT NULL AND state IN ($3, $4, $5)
   AND ended_at_us < {now} - $2
   AND NOT EXISTS (SELECT 1 FROM {schema}.request WHERE request.group_id = job.group_id)
   AND (group_id IS NULL OR group_id IN (SELECT g.id FROM {schema}.job_group g
                                          WHERE g.state IN ('finished', 'failed', 'cancelled')));

-- name: delete_group_events
-- Those of its jobs too.   $1 group
DELETE FROM {schema}.event WHERE group_id = $1 RETURNING id;

-- name: delete_group_jobs
-- $1 group
DELETE FROM {schema}.job WHERE group_id = $1 RETURNING id;

-- name: delete_request
-- $1 group
DELETE FROM {schema}.request WHERE group_id = $1;

-- name: delete_group
-- $1 group
DELETE FROM {schema}.job_group WHERE id = $1;

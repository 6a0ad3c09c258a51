-- name: note_bad_artifact
-- The last call about an artifact is the one that counts.
-- $1 now  $2 group  $3 sha  $4 target  $5 collector  $6 error
INSERT INTO {schema}.bad_artifact (group_id, sha, target, worker, collector_done, error, at_us)
VALUES ($2, $3, $4, $5, (SELECT done FROM {schema}.collector WHERE name = $5), $6, {now})
    ON CONFLICT (group_id, sha, target) DO UPDATE
   SET worker = excluded.worker, collector_done = excluded.collector_done, error = excluded.error,
       at_us = excluded.at_us;

-- name: bad_artifacts_in_a_row
-- What a collector called bad since a job of its own last succeeded.   $1 collector
SELECT a.group_id, a.sha, a.target
  FROM {schema}.bad_artifact a JOIN {schema}.collector c
    ON c.name = a.worker AND c.done = a.collector_done
 WHERE a.worker = $1 ORDER BY a.group_id, a.sha, a.target;

-- name: count_bad_artifacts_anew
-- $1 collector
UPDATE {schema}.bad_artifact SET collector_done = NULL WHERE worker = $1;

-- name: open_jobs_of_artifact
-- $1 group  $2 sha  $3 target
SELECT j.id FROM {schema}.bench_job b JOIN {schema}.job j ON j.id = b.job_id
 WHERE b.group_id = $1 AND b.sha = $2 AND b.target = $3 AND j.state IN ('queued', 'running')
 ORDER BY j.id;

-- name: failed_jobs_of_artifact
-- Those that failed because it was called bad, but of a cancelled request.
-- $1 group  $2 sha  $3 target
SELECT j.id
  FROM {schema}.bad_artifact a
  JOIN {schema}.job_group g ON g.id = a.group_id AND g.state <> 'cancelled'
  JOIN {schema}.bench_job b
    ON b.group_id = a.group_id AND b.sha = a.sha AND b.target = a.target
  JOIN {schema}.job j ON j.id = b.job_id AND j.state = 'failed' AND j.reason = a.error
 WHERE a.group_id = $1 AND a.sha = $2 AND a.target = $3 ORDER BY j.id;

-- name: bad_artifacts_of_requests
-- What jobs of requests failed by.   $1 group
SELECT a.group_id, a.sha, a.target, a.error, count(*)
  FROM {schema}.bad_artifact a
  JOIN {schema}.bench_job b
    ON b.group_id = a.group_id AND b.sha = a.sha AND b.target = a.target
  JOIN {schema}.job j ON j.id = b.job_id AND j.state = 'failed' AND j.reason = a.error
 WHERE a.group_id = ANY ($1::bigint[])
 GROUP BY a.group_id, a.sha, a.target, a.error;

-- name: forget_bad_artifact
-- A role that claims may not delete: a function of the owner does.
-- $1 group  $2 sha  $3 target
SELECT {schema}.forget_bad_artifact($1, $2, $3);

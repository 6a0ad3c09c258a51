-- name: count_ended_jobs
-- From an index alone: it is asked again and again.
SELECT state, count(*) FROM {schema}.job
 WHERE ended_at_us IS NOT NULL GROUP BY state;

-- name: count_requests
SELECT g.state, count(*)
  FROM {schema}.job_group g JOIN {schema}.request r ON r.group_id = g.id GROUP BY g.state;

-- name: count_expired_leases
-- $1 now
SELECT count(*) FROM {schema}.job WHERE lease_expires_at_us <= {now};

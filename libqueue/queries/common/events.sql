-- name: list_events
-- With what the attempt of the lease tells, or the job while it runs. Looked up row by row: a join
-- would be planned for the whole log.   $1 after  $2 limit
SELECT id, at_us, type, job_id, group_id, worker, actor, lease,
       coalesce((SELECT a.attempt FROM {schema}.attempt a
                  WHERE a.job_id = e.job_id AND a.lease = e.lease),
                (SELECT j.charged + 1 FROM {schema}.job j
                  WHERE j.id = e.job_id AND j.leases = e.lease)),
       coalesce((SELECT a.session FROM {schema}.attempt a
                  WHERE a.job_id = e.job_id AND a.lease = e.lease),
                (SELECT j.session FROM {schema}.job j
                  WHERE j.id = e.job_id AND j.leases = e.lease)),
       (SELECT a.charged FROM {schema}.attempt a
         WHERE a.job_id = e.job_id AND a.lease = e.lease),
       coalesce(outcome, (SELECT a.outcome FROM {schema}.attempt a
                           WHERE a.job_id = e.job_id AND a.lease = e.lease)),
       coalesce(reason, (SELECT a.error FROM {schema}.attempt a
                          WHERE a.job_id = e.job_id AND a.lease = e.lease)),
       data
  FROM {schema}.event e WHERE id > $1 ORDER BY id LIMIT $2;

-- name: event_bounds
-- The cursor up to which history was pruned, and the newest that was seen: maybe pruned since.
SELECT pruned_to, CASE WHEN pruned_to > newest THEN pruned_to ELSE newest END
  FROM (SELECT pruned_to, coalesce((SELECT max(id) FROM {schema}.event), pruned_to) AS newest
          FROM {schema}.event_floor) bounds;

-- name: raise_event_floor
-- $1 cursor
UPDATE {schema}.event_floor SET pruned_to = $1 WHERE pruned_to < $1;

-- name: prune_events
-- Old events that belong to no job or group.   $1 now  $2 age  $3 limit
DELETE FROM {schema}.event WHERE id IN (
  SELECT id FROM {schema}.event e
   WHERE at_us < {now} - $2
     AND NOT EXISTS (SELECT 1 FROM {schema}.job WHERE job.id = e.job_id)
     AND NOT EXISTS (SELECT 1 FROM {schema}.job_group g WHERE g.id = e.group_id)
   ORDER BY id LIMIT $3)
RETURNING id;

-- name: clock
-- $1 now
SELECT {now};

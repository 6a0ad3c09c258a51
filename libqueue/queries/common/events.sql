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

-- name: next_old_events
-- The cursor of the last of the next few events, where any of them is old enough to be pruned.
-- $1 now  $2 age  $3 after  $4 how many
SELECT last FROM (SELECT max(id) AS last, min(at_us) AS oldest_at_us
                    FROM (SELECT id, at_us FROM {schema}.event
                           WHERE id > $3 ORDER BY id LIMIT $4) following) bounds
 WHERE oldest_at_us < {now} - $2;

-- name: prune_events
-- Old events whose job is gone; besides, unless $5 is 1, those of no job whose group is gone, or of
-- none. Looked up row by row: a join would read all jobs.   $1 now  $2 age  $3 after  $4 up to
-- $5 only of jobs
DELETE FROM {schema}.event
 WHERE id > $3 AND id <= $4 AND at_us < {now} - $2
   AND (SELECT id FROM {schema}.job WHERE job.id = event.job_id) IS NULL
   AND (job_id IS NOT NULL
        OR ($5 = 0 AND (SELECT g.id FROM {schema}.job_group g WHERE g.id = event.group_id) IS NULL))
RETURNING id;

-- name: clock
-- $1 now
SELECT {now};

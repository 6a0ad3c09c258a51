-- name: find_requests
-- Once for each.   $1 sha
SELECT g.id, g.kind, g.state, g.outcome, g.created_at_us, g.started_at_us, g.ended_at_us,
       g.finishes, r.sha, r.kind, r.parent, r.pr, r.date_us, r.priority, r.targets, r.backends,
       r.profiles, r.max_attempts, r.time_limit_us, r.backfill_parent, r.suite, r.suite_version,
       r.pinned_version, r.lifted_priority, r.rank
  FROM {schema}.request r JOIN {schema}.job_group g ON g.id = r.group_id WHERE r.sha = $1;

-- name: insert_request_groups
-- Once for each.   $1 now  $2 actor | $3 state
INSERT INTO {schema}.job_group (kind, state, created_at_us, changed_at_us, actor)
VALUES ('request', $3, {now}, {now}, $2) RETURNING id;

-- name: insert_request
-- Once for each. No row: another call was faster with that SHA.
-- $1 group  $2 sha  $3 kind  $4 parent  $5 pr  $6 date  $7 priority  $8 targets  $9 backends
-- $10 profiles  $11 attempts  $12 limit or null  $13 backfill  $14 suite  $15 its version  $16 rank
INSERT INTO {schema}.request (group_id, sha, kind, parent, pr, date_us, priority, lifted_priority,
                              targets, backends, profiles, max_attempts, time_limit_us,
                              backfill_parent, suite, suite_version, rank)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    ON CONFLICT (sha) DO NOTHING RETURNING group_id;

-- name: ready_requests
-- Once for each waiting one.   $1 now  $2 actor | $3 group
UPDATE {schema}.job_group SET state = 'queued', changed_at_us = {now}, actor = $2
 WHERE id = $3 AND state = 'waiting' RETURNING id;

-- name: give_parent
-- Once for each that has none.   $1 group  $2 parent
UPDATE {schema}.request SET parent = $2 WHERE group_id = $1 AND parent IS NULL;

-- name: insert_bench_job
-- Once for each.   $1 job  $2 group  $3 sha  $4 kind  $5 target  $6 backend  $7 profile  $8 set
-- $9 suite  $10 its version
INSERT INTO {schema}.bench_job (job_id, group_id, sha, kind, target, backend, profile, set_index,
                                set_id)
SELECT $1, $2, $3, $4, $5, $6, $7, $8,
       (SELECT id FROM {schema}.suite_set
         WHERE suite = $9 AND suite_version = $10 AND target = $5 AND set_index = $8);

-- name: shas_with_children
-- Once for each.   $1 sha
SELECT DISTINCT parent FROM {schema}.request WHERE parent = $1;

-- name: ancestors
-- Once for each: itself and all above it, with their parents.   $1 sha
WITH RECURSIVE up (sha, parent) AS (
  SELECT sha, parent FROM {schema}.request WHERE sha = $1 AND parent IS NOT NULL
   UNION
  SELECT r.sha, r.parent FROM {schema}.request r JOIN up ON r.sha = up.parent
   WHERE r.parent IS NOT NULL)
SELECT sha, parent FROM up;

-- name: describe_jobs
-- Once for each.   $1 job
SELECT b.job_id, b.sha, p.parent, r.kind, b.kind, b.target, b.backend, b.profile,
       b.set_index, s.benchmarks, b.moved_from, s.step_limit_us
  FROM {schema}.bench_job b JOIN {schema}.request r ON r.group_id = b.group_id
  LEFT JOIN {schema}.request p ON p.sha = b.sha
  LEFT JOIN {schema}.suite_set s ON s.id = b.set_id
 WHERE b.job_id = $1;

-- name: shas_of_groups
-- Once for each.   $1 group
SELECT group_id, sha FROM {schema}.request WHERE group_id = $1;

-- name: request_job_counts
-- Once for each.   $1 group
SELECT group_id, queue, affinity, state, required, CASE WHEN state = 'running' THEN worker END,
       count(*), sum(delayed), min(CASE WHEN delayed = 1 THEN run_at_us END)
  FROM {schema}.job WHERE group_id = $1
 GROUP BY group_id, queue, affinity, state, required,
          CASE WHEN state = 'running' THEN worker END;

-- name: lock_request_jobs
-- Only a look: who writes here has the database for itself.   $1 group
SELECT id FROM {schema}.job WHERE group_id = $1 ORDER BY id;

-- name: lock_suites
-- Only a look: who writes here has the database for itself.
SELECT name FROM {schema}.suite ORDER BY name, version;

-- name: lock_collector
-- $1 name
SELECT w.state, c.target, c.sets, c.slots, c.labels, w.reason,
       w.quarantined_until_us, w.role
  FROM {schema}.worker w LEFT JOIN {schema}.collector c ON c.name = w.name WHERE w.name = $1;

-- name: registers_by_claim
-- Whether an unknown collector is registered on the spot: one machine's file needs no set-up, but
-- for a fleet with a suite somebody says who runs what.
SELECT NOT EXISTS (SELECT 1 FROM {schema}.suite);

-- name: forget_steps_of_other_versions
-- $1 group  $2 version
DELETE FROM {schema}.step
 WHERE job_id IN (SELECT id FROM {schema}.job WHERE group_id = $1)
   AND $2 <> coalesce((SELECT a.version FROM {schema}.attempt a
                        WHERE a.job_id = step.job_id AND a.lease = step.lease),
                      (SELECT j.version FROM {schema}.job j
                        WHERE j.id = step.job_id AND j.leases = step.lease));

-- name: note_event
-- $1 now  $2 type  $3 job or null  $4 group or null  $5 worker or null  $6 actor  $7 data
INSERT INTO {schema}.event (at_us, type, job_id, group_id, worker, actor, data)
VALUES ({now}, $2, $3, $4, $5, $6, $7);

-- name: find_requests
-- $1 sha
SELECT g.id, g.kind, g.state, g.outcome, g.created_at_us, g.started_at_us, g.ended_at_us,
       g.finishes, r.sha, r.kind, r.parent, r.pr, r.date_us, r.priority, r.targets, r.backends,
       r.profiles, r.max_attempts, r.time_limit_us, r.backfill_parent, r.suite, r.suite_version,
       r.pinned_version, r.lifted_priority, r.rank
  FROM {schema}.request r JOIN {schema}.job_group g ON g.id = r.group_id
 WHERE r.sha = ANY ($1::text[]);

-- name: insert_request_groups
-- Their ids are in the order of the call.   $1 now  $2 actor | $3 state
INSERT INTO {schema}.job_group (kind, state, created_at_us, changed_at_us, actor)
SELECT 'request', n.state, {now}, {now}, $2
  FROM unnest($3::text[]) WITH ORDINALITY AS n (state, place) ORDER BY place
RETURNING id;

-- name: insert_request
-- No row: another call was faster with that SHA.
-- $1 group  $2 sha  $3 kind  $4 parent  $5 pr  $6 date  $7 priority  $8 targets  $9 backends
-- $10 profiles  $11 attempts  $12 limit or null  $13 backfill  $14 suite  $15 its version  $16 rank
INSERT INTO {schema}.request (group_id, sha, kind, parent, pr, date_us, priority, targets, backends,
                              profiles, max_attempts, time_limit_us, backfill_parent, suite,
                              suite_version, rank, lifted_priority)
SELECT n.*, priority
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[],
              $7::integer[], $8::text[], $9::text[], $10::text[], $11::integer[], $12::bigint[],
              $13::integer[], $14::text[], $15::integer[], $16::bigint[])
       AS n (group_id, sha, kind, parent, pr, date_us, priority)
 ORDER BY sha
    ON CONFLICT (sha) DO NOTHING RETURNING group_id;

-- name: ready_requests
-- $1 now  $2 actor | $3 group
UPDATE {schema}.job_group SET state = 'queued', changed_at_us = {now}, actor = $2
 WHERE id = ANY ($3::bigint[]) AND state = 'waiting' RETURNING id;

-- name: give_parent
-- $1 group  $2 parent
UPDATE {schema}.request SET parent = n.parent
  FROM unnest($1::bigint[], $2::text[]) AS n (id, parent)
 WHERE group_id = n.id AND request.parent IS NULL;

-- name: insert_bench_job
-- $1 job  $2 group  $3 sha  $4 kind  $5 target  $6 backend  $7 profile  $8 set
-- $9 suite  $10 its version
INSERT INTO {schema}.bench_job (job_id, group_id, sha, kind, target, backend, profile, set_index,
                                set_id)
SELECT n.job_id, n.group_id, n.sha, n.kind, n.target, n.backend, n.profile, n.set_index, s.id
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
              $7::text[], $8::integer[], $9::text[], $10::integer[])
       AS n (job_id, group_id, sha, kind, target, backend, profile, set_index, suite,
             suite_version)
  LEFT JOIN {schema}.suite_set s
    ON s.suite = n.suite AND s.suite_version = n.suite_version AND s.target = n.target
       AND s.set_index = n.set_index;

-- name: shas_with_children
-- $1 sha
SELECT DISTINCT parent FROM {schema}.request WHERE parent = ANY ($1::text[]);

-- name: ancestors
-- Themselves and all above them, with their parents.   $1 sha
WITH RECURSIVE up (sha, parent) AS (
  SELECT sha, parent FROM {schema}.request WHERE sha = ANY ($1::text[]) AND parent IS NOT NULL
   UNION
  SELECT r.sha, r.parent FROM {schema}.request r JOIN up ON r.sha = up.parent
   WHERE r.parent IS NOT NULL)
SELECT sha, parent FROM up;

-- name: describe_jobs
-- $1 job
SELECT b.job_id, b.sha, p.parent, r.kind, b.kind, b.target, b.backend, b.profile,
       b.set_index, s.benchmarks, b.moved_from, s.step_limit_us
  FROM {schema}.bench_job b JOIN {schema}.request r ON r.group_id = b.group_id
  LEFT JOIN {schema}.request p ON p.sha = b.sha
  LEFT JOIN {schema}.suite_set s ON s.id = b.set_id
 WHERE b.job_id = ANY ($1::bigint[]);

-- name: shas_of_groups
-- $1 group
SELECT group_id, sha FROM {schema}.request WHERE group_id = ANY ($1::bigint[]);

-- name: request_job_counts
-- $1 group
SELECT group_id, queue, affinity, state, required, CASE WHEN state = 'running' THEN worker END,
       count(*), sum(delayed), min(CASE WHEN delayed = 1 THEN run_at_us END)
  FROM {schema}.job WHERE group_id = ANY ($1::bigint[])
 GROUP BY group_id, queue, affinity, state, required,
          CASE WHEN state = 'running' THEN worker END;

-- name: lock_request_jobs
-- Before their group, as whoever ends a job locks them.   $1 group
SELECT id FROM {schema}.job WHERE group_id = $1 ORDER BY id FOR UPDATE;

-- name: lock_suites
-- Until the transaction ends.
SELECT name FROM {schema}.suite ORDER BY name, version FOR UPDATE;

-- name: lock_collector
-- $1 name
SELECT w.state, c.target, c.sets, c.slots, c.labels, w.reason,
       w.quarantined_until_us, w.role
  FROM {schema}.worker w LEFT JOIN {schema}.collector c ON c.name = w.name WHERE w.name = $1
   FOR UPDATE OF w;

-- name: registers_by_claim
-- Whether an unknown collector is registered on the spot: here somebody looks after the fleet.
SELECT 0;

-- name: forget_steps_of_other_versions
-- A role that claims may not delete: a function of the owner does.   $1 group  $2 version
SELECT {schema}.forget_steps_of_other_versions($1, $2);

-- name: note_event
-- $1 now  $2 type  $3 job or null  $4 group or null  $5 worker or null  $6 actor  $7 data
SELECT {schema}.note_event({now}, $2, $3, $4, $5, $6, $7);

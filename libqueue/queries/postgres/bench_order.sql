-- name: lock_order
-- Compiling a walk along parents takes a hundred times as long as the walk.
SELECT pg_advisory_xact_lock(hashtextextended('perfq order of {schema}.request', 0)),
       set_config('jit', 'off', true);

-- name: upsetting_requests
-- Those that stand before their parent or behind their child, or that their child lifts; started
-- ones by the lower bits of their rank, which are those of before.
-- $1 groups, as JSON
SELECT r.group_id
  FROM json_array_elements_text($1::json) AS asked (id)
    JOIN {schema}.request r ON r.group_id = asked.id::bigint
 WHERE (SELECT g.state FROM {schema}.job_group g WHERE g.id = r.group_id)
       IN ('queued', 'running')
   AND (EXISTS (
         SELECT 1 FROM {schema}.request p
          WHERE p.sha = r.parent
            AND (p.lifted_priority < r.lifted_priority
                 OR (p.lifted_priority = r.lifted_priority
                     AND p.rank & 4611686018427387903 >= r.rank & 4611686018427387903))
            AND (SELECT g.state FROM {schema}.job_group g WHERE g.id = p.group_id)
                IN ('queued', 'running'))
        OR EXISTS (
         SELECT 1 FROM {schema}.request c
          WHERE c.parent = r.sha
            AND (c.lifted_priority > r.lifted_priority
                 OR (c.lifted_priority = r.lifted_priority
                     AND c.rank & 4611686018427387903 <= r.rank & 4611686018427387903))
            AND (SELECT g.state FROM {schema}.job_group g WHERE g.id = c.group_id)
                IN ('queued', 'running')));

-- name: open_relatives
-- The open ones among them and among all that parents link to them, with no step through one that
-- is not open.   $1 groups, as JSON
WITH RECURSIVE kin (group_id, sha, parent) AS (
  SELECT r.group_id, r.sha, r.parent
    FROM json_array_elements_text($1::json) AS asked (id)
    JOIN {schema}.request r ON r.group_id = asked.id::bigint
   UNION
  SELECT near.group_id, near.sha, near.parent
    FROM kin CROSS JOIN LATERAL (
      SELECT p.group_id, p.sha, p.parent FROM {schema}.request p WHERE p.sha = kin.parent
       UNION ALL
      SELECT c.group_id, c.sha, c.parent FROM {schema}.request c WHERE c.parent = kin.sha) near
   WHERE (SELECT g.state FROM {schema}.job_group g WHERE g.id = near.group_id)
         IN ('queued', 'running'))
SELECT r.group_id, r.sha, r.parent, r.priority, r.lifted_priority, r.rank
  FROM kin JOIN {schema}.request r ON r.group_id = kin.group_id
  JOIN {schema}.job_group g ON g.id = kin.group_id AND g.state IN ('queued', 'running');

-- name: place_request
-- A started one stays before all that are not.   $1 group  $2 lifted priority  $3 unstarted rank
UPDATE {schema}.request
   SET lifted_priority = n.priority,
       rank = n.rank - CASE WHEN request.rank < 0 THEN 4611686018427387904 ELSE 0 END
  FROM (SELECT r.group_id, placed.priority, placed.rank
          FROM unnest($1::bigint[], $2::integer[], $3::bigint[]) AS placed (id, priority, rank)
          JOIN {schema}.request r ON r.group_id = placed.id
         ORDER BY r.group_id FOR UPDATE OF r) n
 WHERE request.group_id = n.group_id;

-- name: place_jobs
-- The ended ones too, for a retry. What is claimed at this instant is past its place.
-- $1 group  $2 lifted priority  $3 unstarted rank
UPDATE {schema}.job
   SET priority = n.priority,
       rank = n.rank - CASE WHEN job.rank < 0 THEN 4611686018427387904 ELSE 0 END
  FROM unnest($1::bigint[], $2::integer[], $3::bigint[]) AS n (id, priority, rank)
 CROSS JOIN LATERAL (SELECT j.id FROM {schema}.job j WHERE j.group_id = n.id
                        FOR UPDATE SKIP LOCKED) own
 WHERE job.id = ANY (ARRAY[own.id]);

-- name: start_request_jobs
-- Not those that others claim at this instant, who do the same.   $1 group
UPDATE {schema}.job SET rank = rank - 4611686018427387904
 WHERE id = ANY (ARRAY(SELECT id FROM {schema}.job WHERE group_id = $1 AND rank >= 0
                          FOR UPDATE SKIP LOCKED));

-- name: await_moved_job
-- A claim skips what others hold, who may be only moving it: waits for the first there is, and
-- keeps it for the claim.   $1 now  $2 queue  $3 affinities, as JSON  $4 worker
SELECT id FROM {schema}.job
 WHERE state = 'queued' AND id = (
   SELECT j.id
     FROM (SELECT DISTINCT value FROM json_array_elements_text($3::json)) AS label (affinity)
    CROSS JOIN LATERAL (
      SELECT id, priority, rank, run_at_us FROM {schema}.job
       WHERE queue = $2 AND affinity = label.affinity AND state = 'queued' AND delayed = 0
         AND NOT (avoid_worker IS NOT DISTINCT FROM $4 AND avoid_until_us > {now})
       ORDER BY priority DESC, rank, run_at_us, id LIMIT 1) j
    ORDER BY j.priority DESC, j.rank, j.run_at_us, j.id LIMIT 1)
   FOR UPDATE;

-- name: queued_requests
-- How many are queued with each priority: one by one from the first to the last of those asked for,
-- together before and after.   $1 groups, as JSON
WITH asked AS MATERIALIZED (
  SELECT min(r.rank) AS least, max(r.rank) AS most
    FROM json_array_elements_text($1::json) AS given (id)
    JOIN {schema}.request r ON r.group_id = given.id::bigint)
SELECT priority, place, id, count(*) FROM (
  SELECT r.lifted_priority AS priority,
         CASE WHEN r.rank < asked.least THEN -9223372036854775807
              WHEN r.rank > asked.most THEN 9223372036854775807 ELSE r.rank END AS place,
         CASE WHEN r.rank BETWEEN asked.least AND asked.most THEN g.id ELSE 0 END AS id
    FROM {schema}.job_group g JOIN {schema}.request r ON r.group_id = g.id
   CROSS JOIN asked WHERE g.state = 'queued') placed
 GROUP BY priority, place, id ORDER BY priority DESC, place, id;

-- name: lock_order
-- Nothing to do: who writes here has the database for itself.
SELECT 1;

-- name: upsetting_requests
-- Those that stand before their parent or behind their child, or that their child lifts; started
-- ones by the lower bits of their rank, which are those of before.
-- $1 groups, as JSON
SELECT r.group_id
  FROM json_each($1) AS asked
   CROSS JOIN {schema}.request r ON r.group_id = asked.value
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
    FROM json_each($1) AS asked CROSS JOIN {schema}.request r ON r.group_id = asked.value
   UNION
  SELECT p.group_id, p.sha, p.parent
    FROM kin CROSS JOIN {schema}.request p ON p.sha = kin.parent
   WHERE (SELECT g.state FROM {schema}.job_group g WHERE g.id = p.group_id)
         IN ('queued', 'running')
   UNION
  SELECT c.group_id, c.sha, c.parent
    FROM kin CROSS JOIN {schema}.request c ON c.parent = kin.sha
   WHERE (SELECT g.state FROM {schema}.job_group g WHERE g.id = c.group_id)
         IN ('queued', 'running'))
SELECT r.group_id, r.sha, r.parent, r.priority, r.lifted_priority, r.rank
  FROM kin CROSS JOIN {schema}.request r ON r.group_id = kin.group_id
 WHERE (SELECT g.state FROM {schema}.job_group g WHERE g.id = r.group_id)
       IN ('queued', 'running');

-- name: place_request
-- Once for each. A started one stays before all that are not.
-- $1 group  $2 lifted priority  $3 unstarted rank
UPDATE {schema}.request
   SET lifted_priority = $2,
       rank = $3 - CASE WHEN rank < 0 THEN 4611686018427387904 ELSE 0 END
 WHERE group_id = $1;

-- name: place_jobs
-- Once for each, the ended ones too, for a retry.
-- $1 group  $2 lifted priority  $3 unstarted rank
UPDATE {schema}.job
   SET priority = $2, rank = $3 - CASE WHEN rank < 0 THEN 4611686018427387904 ELSE 0 END
 WHERE group_id = $1;

-- name: start_request_jobs
-- $1 group
UPDATE {schema}.job SET rank = rank - 4611686018427387904 WHERE group_id = $1 AND rank >= 0;

-- name: await_moved_job
-- Nothing is moved while another claims.   $1 now  $2 queue  $3 affinities, as JSON  $4 worker
SELECT {now}, $2, $3, $4 WHERE 0;

-- name: queued_requests
-- How many are queued with each priority: one by one from the first to the last of those asked for,
-- together before and after.   $1 groups, as JSON
WITH asked AS MATERIALIZED (
  SELECT min(r.rank) AS least, max(r.rank) AS most
    FROM json_each($1) AS given CROSS JOIN {schema}.request r ON r.group_id = given.value)
SELECT priority, place, id, count(*) FROM (
  SELECT r.lifted_priority AS priority,
         CASE WHEN r.rank < asked.least THEN -9223372036854775807
              WHEN r.rank > asked.most THEN 9223372036854775807 ELSE r.rank END AS place,
         CASE WHEN r.rank BETWEEN asked.least AND asked.most THEN g.id ELSE 0 END AS id
    FROM {schema}.job_group g JOIN {schema}.request r ON r.group_id = g.id
   CROSS JOIN asked WHERE g.state = 'queued') placed
 GROUP BY priority, place, id ORDER BY priority DESC, place, id;

-- name: missing_benchmarks
-- $1 group
SELECT DISTINCT step FROM {schema}.missing_step WHERE group_id = $1 AND required = 1 ORDER BY step;

-- name: count_queued
-- Those that are due and since when the oldest is, and those that are still delayed, each worded as
-- the index that answers it.   $1 now
SELECT 0, count(*), min(run_at_us) FROM {schema}.job WHERE state = 'queued' AND delayed = 0
 UNION ALL
SELECT CASE WHEN run_at_us > {now} THEN 1 ELSE 0 END, count(*), min(run_at_us)
  FROM {schema}.job WHERE state = 'queued' AND delayed = 1
 GROUP BY CASE WHEN run_at_us > {now} THEN 1 ELSE 0 END;

-- name: queued_lanes
-- Of the benchmark layer, each by a step or two through the index rather than by reading its jobs:
-- the first of an order, not a minimum, so that no planner without statistics reads them all.
WITH RECURSIVE known (queue) AS (
  SELECT (SELECT j.queue FROM {schema}.job j WHERE j.state = 'queued' AND j.delayed = 0
           ORDER BY j.queue LIMIT 1)
   UNION ALL
  SELECT (SELECT j.queue FROM {schema}.job j
           WHERE j.state = 'queued' AND j.delayed = 0 AND j.queue > known.queue
           ORDER BY j.queue LIMIT 1)
    FROM known WHERE known.queue IS NOT NULL),
lane (queue, affinity) AS (
  SELECT known.queue, (SELECT j.affinity FROM {schema}.job j
                        WHERE j.state = 'queued' AND j.delayed = 0 AND j.queue = known.queue
                        ORDER BY j.affinity LIMIT 1)
    FROM known WHERE substr(known.queue, 1, 6) = 'bench/'
   UNION ALL
  SELECT lane.queue, (SELECT j.affinity FROM {schema}.job j
                       WHERE j.state = 'queued' AND j.delayed = 0 AND j.queue = lane.queue
                         AND j.affinity > lane.affinity ORDER BY j.affinity LIMIT 1)
    FROM lane WHERE lane.affinity IS NOT NULL)
SELECT queue, affinity FROM lane WHERE affinity IS NOT NULL;

-- name: count_lane
-- $1 queue  $2 affinity
SELECT count(*) FROM {schema}.job
 WHERE queue = $1 AND affinity = $2 AND state = 'queued' AND delayed = 0;

-- name: count_delayed_lanes
SELECT queue, affinity, count(*) FROM {schema}.job
 WHERE state = 'queued' AND delayed = 1 AND substr(queue, 1, 6) = 'bench/'
 GROUP BY queue, affinity;

-- name: count_running
SELECT count(*) FROM {schema}.job WHERE state = 'running';

-- name: schema_number
SELECT max(number) FROM {schema}.schema_version;

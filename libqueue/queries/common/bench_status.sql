-- name: lane_counts
-- Queued jobs by lane; whether they are still delayed, and since when the oldest is due.   $1 now
SELECT queue, affinity, 0, count(*), min(run_at_us) FROM {schema}.job
 WHERE state = 'queued' AND delayed = 0 GROUP BY queue, affinity
 UNION ALL
SELECT queue, affinity, CASE WHEN run_at_us > {now} THEN 1 ELSE 0 END, count(*), min(run_at_us)
  FROM {schema}.job WHERE state = 'queued' AND delayed = 1
 GROUP BY queue, affinity, CASE WHEN run_at_us > {now} THEN 1 ELSE 0 END;

-- name: count_running
SELECT count(*) FROM {schema}.job WHERE state = 'running';

-- name: schema_number
SELECT max(number) FROM {schema}.schema_version;

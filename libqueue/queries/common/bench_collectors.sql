-- name: list_collectors
-- With the newest session that is alive.   $1 now  $2 name or null
SELECT c.name, c.target, c.sets, c.slots, c.labels, c.added_at_us, c.done, c.failed, c.busy_us,
       w.state, w.seen_at_us, w.version,
       (SELECT s.id FROM {schema}.session s
         WHERE s.worker = c.name AND s.ended_at_us IS NULL AND s.seen_at_us + s.lease_us > {now}
         ORDER BY s.started_at_us DESC LIMIT 1),
       (SELECT max(s.seen_at_us) FROM {schema}.session s
         WHERE s.worker = c.name AND s.ended_at_us IS NULL),
       {now}, w.role
  FROM {schema}.collector c JOIN {schema}.worker w ON w.name = c.name
 WHERE w.state <> 'removed' AND (CAST($2 AS TEXT) IS NULL OR c.name = $2)
 ORDER BY c.name;

-- name: collector_jobs
-- What collectors run, and whether its lease lasts.   $1 now  $2 name or null
SELECT j.worker, j.id, b.sha, b.set_index, b.backend, b.profile, j.charged + 1, j.claimed_at_us,
       j.session,
       (SELECT s.step FROM {schema}.step s WHERE s.job_id = j.id AND s.state = 'start'
         ORDER BY s.started_at_us DESC, s.step DESC LIMIT 1),
       (SELECT count(*) FROM {schema}.step s WHERE s.job_id = j.id AND s.state = 'done'),
       (SELECT count(*) FROM {schema}.step s WHERE s.job_id = j.id),
       u.benchmarks, CASE WHEN j.lease_expires_at_us > {now} THEN 1 ELSE 0 END
  FROM {schema}.collector c JOIN {schema}.job j ON j.worker = c.name AND j.state = 'running'
  LEFT JOIN {schema}.bench_job b ON b.job_id = j.id
  LEFT JOIN {schema}.suite_set u ON u.id = b.set_id
 WHERE CAST($2 AS TEXT) IS NULL OR c.name = $2
 ORDER BY j.worker, j.claimed_at_us, j.id;

-- name: collectors_of_target
-- $1 target  $2 but this one
SELECT c.name, c.sets FROM {schema}.collector c JOIN {schema}.worker w ON w.name = c.name
 WHERE c.target = $1 AND c.name <> $2 AND w.state <> 'removed' ORDER BY c.added_at_us, c.name;

-- name: store_collector
-- What it has done before stays with it.
-- $1 now  $2 name  $3 target  $4 sets or null  $5 slots  $6 labels
INSERT INTO {schema}.collector (name, target, sets, slots, labels, added_at_us)
VALUES ($2, $3, $4, $5, $6, {now})
    ON CONFLICT (name) DO UPDATE
   SET target = excluded.target, sets = excluded.sets, slots = excluded.slots,
       labels = excluded.labels, added_at_us = excluded.added_at_us;

-- name: bind_worker
-- $1 name  $2 role or null
UPDATE {schema}.worker SET role = $2 WHERE name = $1;

-- name: collector_seen
-- Not at each look of an idle one: it would write all day.   $1 now  $2 name  $3 version or null
UPDATE {schema}.worker SET seen_at_us = {now}, version = coalesce($3, version)
 WHERE name = $2
   AND (seen_at_us IS NULL OR seen_at_us <= {now} - 15000000
        OR (CAST($3 AS TEXT) IS NOT NULL AND coalesce(version, '') <> $3));

-- name: leases_of_worker
-- What it holds, and the process behind it where its session is known.   $1 now  $2 worker
SELECT j.id, j.token, j.session, j.lease_expires_at_us,
       CASE WHEN j.lease_expires_at_us > {now} THEN 1 ELSE 0 END, {now},
       b.sha, s.host, s.boot_id, s.pid, s.start_ticks
  FROM {schema}.job j
  LEFT JOIN {schema}.session s ON s.id = j.session
  LEFT JOIN {schema}.bench_job b ON b.job_id = j.id
 WHERE j.worker = $2 AND j.state = 'running' ORDER BY j.claimed_at_us, j.id;

-- name: unbegun_leases_of_worker
-- Claims that nothing was heard of since: no heartbeat, no step, no output.   $1 worker
SELECT j.id, j.token FROM {schema}.job j
 WHERE j.worker = $1 AND j.state = 'running' AND j.begun = 0
   AND NOT EXISTS (SELECT 1 FROM {schema}.step s WHERE s.job_id = j.id AND s.lease = j.leases)
   AND NOT EXISTS (SELECT 1 FROM {schema}.output o WHERE o.job_id = j.id AND o.lease = j.leases)
 ORDER BY j.id;

-- name: expire_other_leases
-- $1 now  $2 worker  $3 the session that stays
UPDATE {schema}.job
   SET lease_expires_at_us = {now}, reason = 'another session of its collector took over'
 WHERE worker = $2 AND session <> $3 AND state = 'running' AND lease_expires_at_us > {now};

-- name: end_other_sessions
-- $1 now  $2 worker  $3 the session that stays
UPDATE {schema}.session SET ended_at_us = {now}
 WHERE worker = $2 AND id <> $3 AND ended_at_us IS NULL;

-- name: session_is_open
-- $1 id
SELECT 1 FROM {schema}.session WHERE id = $1 AND ended_at_us IS NULL;

-- name: affinities_of_queue
-- Those that a claim may find there, each by one step through its index.   $1 now  $2 queue
WITH RECURSIVE label (affinity) AS (
  SELECT (SELECT j.affinity FROM {schema}.job j
           WHERE j.queue = $2 AND j.state = 'queued' AND j.delayed = 0
           ORDER BY j.affinity LIMIT 1)
   UNION ALL
  SELECT (SELECT j.affinity FROM {schema}.job j
           WHERE j.queue = $2 AND j.state = 'queued' AND j.delayed = 0
             AND j.affinity > label.affinity ORDER BY j.affinity LIMIT 1)
    FROM label WHERE label.affinity IS NOT NULL)
SELECT affinity FROM label WHERE affinity IS NOT NULL
 UNION
SELECT affinity FROM {schema}.job
 WHERE queue = $2 AND lease_expires_at_us <= {now}
 UNION
SELECT affinity FROM {schema}.job
 WHERE queue = $2 AND state = 'queued' AND delayed = 1 AND run_at_us <= {now};

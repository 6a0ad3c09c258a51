-- name: find_worker
-- $1 name
SELECT name, state, seen_at_us, version, reason, role FROM {schema}.worker WHERE name = $1;

-- name: set_worker_state
-- $1 now  $2 name  $3 state  $4 actor
INSERT INTO {schema}.worker (name, state, changed_at_us, actor) VALUES ($2, $3, {now}, $4)
    ON CONFLICT (name) DO UPDATE
   SET state = excluded.state, reason = NULL, quarantined_until_us = NULL, probe = '',
       fast_failures = 0, changed_at_us = excluded.changed_at_us, actor = excluded.actor
 WHERE worker.state <> excluded.state;

-- name: quarantine_worker
-- One without an end replaces one that has an end, and a drain.
-- $1 now  $2 name  $3 reason  $4 actor  $5 for how long, or null
UPDATE {schema}.worker
   SET state = 'quarantined', reason = $3, probe = '',
       quarantined_until_us = {now} + CAST($5 AS BIGINT), changed_at_us = {now}, actor = $4
 WHERE name = $2
   AND (state = 'active' OR quarantined_until_us IS NOT NULL
        OR (state = 'draining' AND CAST($5 AS BIGINT) IS NULL));

-- name: count_fast_failure
-- One more in a row for the worker of a job that fails, where its claim was less than 5 s ago.
-- $1 now  $2 job  $3 actor
INSERT INTO {schema}.worker (name, state, fast_failures, failed_of, changed_at_us, actor)
SELECT worker, 'active', 1, coalesce(group_id, -id), {now}, $3
  FROM {schema}.job WHERE id = $2 AND claimed_at_us > {now} - 5000000
    ON CONFLICT (name) DO UPDATE
   SET fast_failures = worker.fast_failures + 1,
       failed_of = CASE worker.fast_failures WHEN 0 THEN excluded.failed_of
                                             ELSE worker.failed_of END,
       failed_of_others = CASE WHEN worker.fast_failures = 0 THEN 0
                               WHEN worker.failed_of <> excluded.failed_of THEN 1
                               ELSE worker.failed_of_others END
RETURNING name, state, fast_failures, failed_of_others, probe;

-- name: forget_fast_failures
-- Of the worker of a job that fails later than that; a probe that does has ended its quarantine.
-- $1 now  $2 job  $3 actor
UPDATE {schema}.worker
   SET state = CASE state WHEN 'quarantined' THEN 'active' ELSE state END,
       changed_at_us = CASE state WHEN 'quarantined' THEN {now} ELSE changed_at_us END,
       actor = CASE state WHEN 'quarantined' THEN $3 ELSE actor END,
       reason = NULL, quarantined_until_us = NULL, fast_failures = 0
 WHERE fast_failures > 0
   AND name = (SELECT worker FROM {schema}.job
                WHERE id = $2 AND claimed_at_us <= {now} - 5000000)
   AND (state <> 'quarantined' OR probe = (SELECT token FROM {schema}.job WHERE id = $2));

-- name: due_probe
-- The last probe of a worker whose quarantine is over, unless that still runs.   $1 now  $2 name
SELECT probe FROM {schema}.worker
 WHERE name = $2 AND state = 'quarantined' AND quarantined_until_us <= {now}
   AND NOT EXISTS (SELECT 1 FROM {schema}.job
                    WHERE job.worker = $2 AND job.state = 'running' AND token = probe
                      AND lease_expires_at_us > {now});

-- name: start_probe
-- Of two claims at once only one.   $1 name  $2 the last probe  $3 token
UPDATE {schema}.worker SET probe = $3 WHERE name = $1 AND state = 'quarantined' AND probe = $2
RETURNING name;

-- name: another_worker
-- Whether somebody else is there who claims jobs like that one.   $1 now  $2 job
SELECT 1 FROM {schema}.job j
 WHERE j.id = $2
   AND EXISTS (SELECT 1 FROM {schema}.serving_worker s
                WHERE s.name <> j.worker AND s.alive_until_us > {now}
                  AND ((s.queue IS NULL AND j.affinity = '')
                       OR (s.queue = j.queue
                           AND (s.labels IS NULL
                                OR s.labels LIKE '%,' || j.affinity || ',%'))));

-- name: worker_seen
-- $1 now  $2 name  $3 version or null
UPDATE {schema}.worker SET seen_at_us = {now}, version = coalesce($3, version) WHERE name = $2;

-- name: insert_session
-- $1 now  $2 id  $3 worker  $4 version  $5 host  $6 boot id  $7 pid  $8 start ticks  $9 lease
INSERT INTO {schema}.session (id, worker, version, host, boot_id, pid, start_ticks, lease_us,
                              started_at_us, seen_at_us)
VALUES ($2, $3, $4, $5, $6, $7, $8, $9, {now}, {now});

-- name: session_seen
-- $1 now  $2 id
UPDATE {schema}.session SET seen_at_us = {now} WHERE id = $2 AND ended_at_us IS NULL
RETURNING worker;

-- name: end_session
-- $1 now  $2 id
UPDATE {schema}.session SET ended_at_us = {now} WHERE id = $2 AND ended_at_us IS NULL
RETURNING worker;

-- name: prune_sessions
-- Those that ended before. One that is open is ended by its worker's next.   $1 now  $2 age
DELETE FROM {schema}.session WHERE ended_at_us < {now} - $2;

-- name: open_sessions
-- Of a worker, and until when each counts as alive.   $1 worker
SELECT id, host, boot_id, pid, start_ticks, seen_at_us + lease_us FROM {schema}.session
 WHERE worker = $1 AND ended_at_us IS NULL ORDER BY started_at_us;

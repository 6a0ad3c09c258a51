-- name: find_worker
-- $1 name
SELECT name, state, seen_at_us, version FROM {schema}.worker WHERE name = $1;

-- name: set_worker_state
-- $1 now  $2 name  $3 state  $4 actor
INSERT INTO {schema}.worker (name, state, changed_at_us, actor) VALUES ($2, $3, {now}, $4)
    ON CONFLICT (name) DO UPDATE
   SET state = excluded.state, reason = NULL, changed_at_us = excluded.changed_at_us,
       actor = excluded.actor
 WHERE worker.state <> excluded.state;

-- name: quarantine_worker
-- $1 now  $2 name  $3 reason  $4 actor
UPDATE {schema}.worker
   SET state = 'quarantined', reason = $3, changed_at_us = {now}, actor = $4
 WHERE name = $2 AND state IN ('active', 'draining');

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

-- name: last_cursor_given
-- only: postgres
-- To whomever: it may be of a transaction still under way.
SELECT last_value FROM {schema}.event_id_seq;

-- name: event_writers
-- only: postgres
-- The transactions under way that have written events, each by a name of its own.
SELECT DISTINCT coalesce(virtualtransaction, '') || '/' || coalesce(pid, 0) FROM pg_locks
 WHERE locktype = 'relation' AND relation = '{schema}.event'::regclass
   AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid();

-- name: list_indexes
SELECT indexname FROM pg_indexes
 WHERE '"' || schemaname || '".' = '{schema}.'
   AND indexname NOT LIKE '%\_pkey' AND indexname NOT LIKE '%\_key'
 ORDER BY indexname;

-- name: oldest_transaction
-- only: postgres
-- What keeps vacuum from removing dead rows.
SELECT extract(epoch FROM clock_timestamp() - xact_start)::bigint, coalesce(usename, '?'),
       coalesce(application_name, ''), pid
  FROM pg_stat_activity
 WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid() AND datname = current_database()
 ORDER BY xact_start LIMIT 1;

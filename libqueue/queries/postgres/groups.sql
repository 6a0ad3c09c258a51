-- name: lock_group
-- Its state, until the transaction ends.   $1 id
SELECT state FROM {schema}.job_group WHERE id = $1 FOR UPDATE;

-- name: note_event
-- $1 now  $2 type  $3 job or null  $4 group or null  $5 worker or null  $6 actor  $7 data
INSERT INTO {schema}.event (at_us, type, job_id, group_id, worker, actor, data)
VALUES ({now}, $2, $3, $4, $5, $6, $7);

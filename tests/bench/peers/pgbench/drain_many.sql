-- \gset takes one row: what a client would read row by row comes in two arrays.
WITH picked AS MATERIALIZED (
  SELECT id FROM least.jobs WHERE state = 'queued' ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE least.jobs SET state = 'running' FROM picked WHERE jobs.id = picked.id
  RETURNING jobs.id, payload
)
SELECT array_agg(id) AS ids, array_agg(payload) AS payloads FROM claimed \gset
UPDATE least.jobs SET state = 'done' WHERE id = ANY (:ids::bigint[]);

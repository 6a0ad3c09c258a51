-- Hands in what the last call claimed and claims what comes next, until the client has its share.
WITH done AS (
  UPDATE least.jobs
     SET state = 'done', ended_at_us = 1700000000000000 + :claimed,
         lease_expires_at_us = NULL, result = '1'
   WHERE id = ANY (:ids::bigint[]) AND token = 'token of ' || :client_id AND state = 'running'
  RETURNING id, leases, worker, token, claimed_at_us, ended_at_us
), picked AS MATERIALIZED (
  SELECT id FROM least.jobs
   WHERE queue = 'q' AND affinity = '' AND state = 'queued'
     AND :claimed::integer < :share::integer
   ORDER BY priority DESC, id LIMIT :batch FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE least.jobs
     SET state = 'running', worker = 'worker-' || :client_id,
         token = 'token of ' || :client_id, leases = leases + 1,
         claimed_at_us = 1700000000000000 + :claimed,
         lease_expires_at_us = 1700000060000000 + :claimed
    FROM picked WHERE jobs.id = picked.id
  RETURNING jobs.id, payload, leases, worker, claimed_at_us
), attempt AS (
  INSERT INTO least.attempts
  SELECT id, leases, worker, token, 'succeeded', claimed_at_us, ended_at_us FROM done
), event AS (
  INSERT INTO least.events (at_us, type, job_id, worker, lease)
  SELECT ended_at_us, 'succeeded', id, worker, leases FROM done
   UNION ALL
  SELECT claimed_at_us, 'claimed', id, worker, leases FROM claimed
)
SELECT count(*) AS count, coalesce(array_agg(id), '{}') AS ids, array_agg(payload) AS payloads
FROM claimed \gset
\set claimed :claimed + :count

-- Hands in what the last call claimed and claims what comes next; the last one claims nothing.
WITH done AS (
  UPDATE least.jobs
     SET state = 'done', ended_at_us = 1700000000000000 + :call,
         lease_expires_at_us = NULL, result = '1'
   WHERE id = ANY (:ids::bigint[]) AND token = 'token of ' || :client_id AND state = 'running'
  RETURNING id, leases, worker, token, claimed_at_us, ended_at_us
), picked AS MATERIALIZED (
  SELECT id FROM least.jobs
   WHERE queue = 'q' AND affinity = '' AND state = 'queued'
     AND :call::integer < :calls::integer
   ORDER BY priority DESC, id LIMIT :batch FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE least.jobs
     SET state = 'running', worker = 'worker-' || :client_id,
         token = 'token of ' || :client_id, leases = leases + 1,
         claimed_at_us = 1700000000000000 + :call,
         lease_expires_at_us = 1700000060000000 + :call
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
SELECT coalesce(array_agg(id), '{}') AS ids, array_agg(payload) AS payloads FROM claimed \gset
\set call :call + 1

-- name: claim_jobs
-- only: postgres
-- Leases the best jobs in one round trip: each affinity's best, and lapsed ones, of which the
-- worker's own come first. Only a running job has a lease's end. The picked ones are looked up by
-- an array of their ids: for an unknown number of rows the whole table would be read.
-- $1 now  $2 queue  $3 affinities  $4 worker  $5 session  $6 version  $7 lease  $8 limit  $9 tokens
-- $10 actor  $11 the only job, or null
WITH clock AS MATERIALIZED (SELECT {now} AS now_us),
ready AS MATERIALIZED (
  SELECT j.id, 0 AS own, j.priority, j.rank, j.run_at_us
    FROM (SELECT DISTINCT unnest($3::text[])) AS label (affinity)
   CROSS JOIN LATERAL (
     SELECT id, priority, rank, run_at_us FROM {schema}.job
      WHERE queue = $2 AND affinity = label.affinity AND state = 'queued' AND delayed = 0
        AND NOT (avoid_worker IS NOT DISTINCT FROM $4 AND avoid_until_us > {now})
        AND ($11::bigint IS NULL OR id = $11)
      ORDER BY priority DESC, rank, run_at_us, id LIMIT $8 FOR UPDATE SKIP LOCKED) j),
lapsed AS MATERIALIZED (
  SELECT id, CASE WHEN worker = $4 THEN 1 ELSE 0 END AS own, priority, rank, run_at_us
    FROM {schema}.job
   WHERE lease_expires_at_us <= {now} AND queue = $2
     AND affinity = ANY ($3::text[]) AND charged + 1 < max_attempts AND cancel_requested = 0
     AND claimed_at_us + time_limit_us > {now} AND ($11::bigint IS NULL OR id = $11)
   ORDER BY (worker = $4) DESC, priority DESC, rank, run_at_us, id LIMIT $8
     FOR UPDATE SKIP LOCKED),
picked AS MATERIALIZED (
  SELECT array_agg(id) AS ids FROM (
    SELECT id FROM (SELECT * FROM ready UNION ALL SELECT * FROM lapsed) candidates
     ORDER BY own DESC, priority DESC, rank, run_at_us, id LIMIT $8) best)
UPDATE {schema}.job
   SET charged = charged + (state = 'running')::integer,
       outcome = CASE state WHEN 'running' THEN 'lost' ELSE outcome END, state = 'running',
       worker = $4, session = $5, version = $6, token = ($9::text[])[array_position(ids, id)],
       leases = leases + 1, claimed_at_us = now_us, begun = 0, reason = NULL,
       lease_expires_at_us = now_us + least($7::bigint, time_limit_us + 15000000),
       lease_us = $7::bigint,
       started_at_us = coalesce(started_at_us, now_us), cancel_requested = 0,
       changed_at_us = now_us, actor = $10
  FROM picked, clock
 WHERE id = ANY (ids)
   AND NOT EXISTS (
     SELECT 1 FROM {schema}.worker w
      WHERE w.name = $4
        AND ((w.state <> 'active' AND w.probe <> ($9::text[])[1])
             OR (w.role IS NOT NULL
                 AND NOT coalesce(pg_has_role(to_regrole(quote_ident(w.role)), 'MEMBER'), false))))
RETURNING {job}, token;

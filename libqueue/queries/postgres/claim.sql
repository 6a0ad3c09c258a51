-- name: claim_jobs
-- only: postgres
-- Leases the best jobs in one round trip: each affinity's best, and lapsed ones, of which the
-- worker's own come first. Only a running job has a lease's end. The picked ones are looked up by
-- an array of their ids: for an unknown number of rows the whole table would be read, and unnested
-- beside the slots that they take: to find each one's place in it costs the square of their number.
--
-- In the same change jobs that their holders have done succeed, as by finish_job: they are the rows
-- that end. A lapsed one of them must not be picked: no row is changed twice. They come last: see
-- docs/decisions/0008. A row that ends tells nothing of how long it looked, and none of its texts.
-- What changes is a table expression: where another has changed a row meanwhile PostgreSQL looks at
-- the newest one beside what it has found, whereas it would run a union anew and might give the job
-- another's token. Its ids are asked for one by one: by a join a table without statistics would be
-- read whole.
-- $1 now  $2 queue  $3 affinities  $4 workers  $5 sessions  $6 version  $7 lease  $8 limit
-- $9 tokens, and to each its worker and session  $10 actor  $11 the only job, or null
-- $12 done  $13 their tokens  $14 their results
-- $15 lapsed only after  $16 of this priority only, from  $17 rank  $18 due time  $19 and id on:
-- where $16 is null all are looked at.
WITH ready AS MATERIALIZED (
  SELECT j.id, 0 AS own, j.priority, j.rank, j.run_at_us
    FROM unnest(CASE WHEN $11::bigint IS NULL THEN $3::text[] END) AS label (affinity)
   CROSS JOIN LATERAL (
     SELECT * FROM (
       SELECT id, priority, rank, run_at_us FROM {schema}.job
        WHERE queue = $2 AND affinity = label.affinity AND state = 'queued' AND delayed = 0
          AND (avoid_worker = ANY ($4::text[]) AND avoid_until_us > {now}) IS NOT TRUE
          AND $16::integer IS NULL
        ORDER BY priority DESC, rank, run_at_us, id LIMIT $8 FOR UPDATE SKIP LOCKED) all_there
      UNION ALL
     SELECT * FROM (
       SELECT id, priority, rank, run_at_us FROM {schema}.job
        WHERE queue = $2 AND affinity = label.affinity AND state = 'queued' AND delayed = 0
          AND (avoid_worker = ANY ($4::text[]) AND avoid_until_us > {now}) IS NOT TRUE
          AND priority = $16::integer
          AND (rank, run_at_us, id) >= ($17::bigint, $18::bigint, $19::bigint)
        ORDER BY rank, run_at_us, id LIMIT $8 FOR UPDATE SKIP LOCKED) past_low_end) j),
lapsed_or_named AS MATERIALIZED (
  SELECT id, CASE WHEN state = 'running' AND worker = ALL ($4::text[]) THEN 1 ELSE 0 END AS own,
         priority, rank, run_at_us
    FROM {schema}.job
   WHERE queue = $2 AND affinity = ANY ($3::text[]) AND id <> ALL ($12::bigint[])
     AND ((lease_expires_at_us > $15::bigint AND lease_expires_at_us <= {now}
           AND charged + 1 < max_attempts AND cancel_requested = 0
           AND claimed_at_us + time_limit_us > {now} AND ($11::bigint IS NULL OR id = $11))
          OR (id = $11 AND state = 'queued' AND delayed = 0
              AND (avoid_worker = ANY ($4::text[]) AND avoid_until_us > {now}) IS NOT TRUE))
   ORDER BY own DESC, priority DESC, rank, run_at_us, id LIMIT $8 FOR UPDATE SKIP LOCKED),
picked AS MATERIALIZED (
  SELECT array_agg(id) AS ids,
         (extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000000)::bigint
           AS looked_us,
         EXISTS (SELECT 1 FROM lapsed_or_named)::integer AS saw_lapsed
    FROM (
      SELECT id FROM (SELECT * FROM ready UNION ALL SELECT * FROM lapsed_or_named) candidates
       ORDER BY own DESC, priority DESC, rank, run_at_us, id LIMIT $8) best),
change AS MATERIALIZED (
  SELECT false AS ends, of_id, of_token, of_worker, of_session, NULL::text AS of_result,
         looked_us, saw_lapsed
    FROM picked CROSS JOIN LATERAL
         unnest(ids, $4::text[], $5::text[], $9::text[])
           AS slot (of_id, of_worker, of_session, of_token)
   WHERE NOT EXISTS (
     SELECT 1 FROM {schema}.worker w
      WHERE w.name = ANY ($4::text[])
        AND ((w.state <> 'active' AND w.probe <> ($9::text[])[1])
             OR (w.role IS NOT NULL
                 AND NOT coalesce(pg_has_role(to_regrole(quote_ident(w.role)), 'MEMBER'),
                                  false))))
   UNION ALL
  SELECT true, of_id, of_token, NULL, NULL, of_result, NULL, NULL
    FROM unnest($12::bigint[], $13::text[], $14::text[]) AS done (of_id, of_token, of_result))
UPDATE {schema}.job
   SET state = CASE WHEN ends THEN 'succeeded' ELSE 'running' END,
       outcome = CASE WHEN ends THEN 'succeeded' WHEN state = 'running' THEN 'lost'
                      ELSE outcome END,
       charged = charged + (state = 'running')::integer, reason = NULL, delayed = 0,
       result = CASE WHEN ends THEN of_result ELSE result END,
       avoid_worker = CASE WHEN NOT ends THEN avoid_worker END,
       avoid_until_us = CASE WHEN NOT ends THEN avoid_until_us END,
       ended_at_us = CASE WHEN ends THEN {now} END,
       worker = coalesce(of_worker, worker), session = coalesce(of_session, session),
       version = CASE WHEN ends THEN version ELSE $6 END, token = of_token,
       leases = leases + (NOT ends)::integer,
       begun = CASE WHEN ends THEN begun ELSE 0 END,
       claimed_at_us = CASE WHEN ends THEN claimed_at_us ELSE {now} END,
       started_at_us = coalesce(started_at_us, {now}),
       lease_expires_at_us = CASE WHEN NOT ends
                                  THEN {now} + least($7::bigint, time_limit_us + 15000000) END,
       lease_us = CASE WHEN ends THEN lease_us ELSE $7::bigint END,
       cancel_requested = 0, changed_at_us = {now}, actor = $10
  FROM change
 WHERE id = ANY (ARRAY[of_id])
   AND (NOT ends OR (token = of_token AND coalesce(lease_expires_at_us, 0) > 0))
RETURNING {job_head}, CASE WHEN NOT ends THEN payload END, CASE WHEN NOT ends THEN result END,
          token, looked_us, saw_lapsed, waited;

-- name: next_change
-- only: postgres
-- In how long something may be claimable, or have to be ended, without a commit just before it that
-- tells of it: at once where the worker is to get nothing, or where there is something by now (what
-- fell due since the last look may have been promoted for somebody else); never where it is null.
-- $1 now  $2 queue  $3 affinities  $4 worker  $5 the only job, or null
SELECT CASE WHEN EXISTS (SELECT 1 FROM {schema}.worker WHERE name = $4 AND state <> 'active') THEN 0
            ELSE min(at_us) - {now} END
  FROM (
  SELECT min(lease_expires_at_us) AS at_us FROM {schema}.job
   WHERE lease_expires_at_us IS NOT NULL
     AND (lease_expires_at_us > {now} OR charged + 1 >= max_attempts OR cancel_requested = 1
          OR claimed_at_us + time_limit_us <= {now}
          OR (queue = $2 AND affinity = ANY ($3::text[])))
   UNION ALL
  SELECT min(run_at_us) FROM {schema}.job WHERE state = 'queued' AND delayed = 1
   UNION ALL
  SELECT min(claim_by_us) FROM {schema}.job
   WHERE claim_by_us IS NOT NULL AND state = 'queued' AND leases = 0
   UNION ALL
  SELECT min(wanted_until_us) FROM {schema}.job
   WHERE wanted_until_us IS NOT NULL AND state IN ('queued', 'running') AND cancel_requested = 0
   UNION ALL
  SELECT min(avoid_until_us) FROM {schema}.job
   WHERE queue = $2 AND affinity = ANY ($3::text[]) AND state = 'queued' AND delayed = 0
     AND avoid_worker = $4 AND avoid_until_us > {now}
   UNION ALL
  SELECT {now} FROM (
    SELECT 1 FROM {schema}.job
     WHERE queue = $2 AND affinity = ANY ($3::text[]) AND state = 'queued' AND delayed = 0
       AND (avoid_worker = $4 AND avoid_until_us > {now}) IS NOT TRUE
       AND ($5::bigint IS NULL OR id = $5)
     LIMIT 1) claimable) changes;

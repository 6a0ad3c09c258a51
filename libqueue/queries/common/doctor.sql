-- name: doctor_shared_tokens
-- Two jobs that run under one token: a token would not fence.
SELECT min(id) FROM {schema}.job WHERE state = 'running'
 GROUP BY token HAVING count(*) > 1 LIMIT 5;

-- name: doctor_overcharged_jobs
SELECT id FROM {schema}.job WHERE charged > max_attempts ORDER BY id LIMIT 5;

-- name: doctor_lost_attempts
-- Each lease that ended left an attempt.
SELECT j.id FROM {schema}.job j
  LEFT JOIN (SELECT job_id, count(*) AS n FROM {schema}.attempt GROUP BY job_id) a
    ON a.job_id = j.id
 WHERE coalesce(a.n, 0) <> j.leases - CASE WHEN j.state = 'running' THEN 1 ELSE 0 END
 ORDER BY j.id LIMIT 5;

-- name: doctor_unfinished_groups
-- All their required jobs have ended, and they have not.
SELECT g.id FROM {schema}.job_group g
 WHERE g.state IN ('queued', 'running')
   AND EXISTS (SELECT 1 FROM {schema}.job j WHERE j.group_id = g.id)
   AND NOT EXISTS (SELECT 1 FROM {schema}.job j WHERE j.group_id = g.id AND j.required = 1
                      AND j.state IN ('queued', 'running'))
 ORDER BY g.id LIMIT 5;

-- name: doctor_early_groups
-- They finished, and a required job has not ended.
SELECT g.id FROM {schema}.job_group g
 WHERE g.state IN ('finished', 'failed')
   AND EXISTS (SELECT 1 FROM {schema}.job j WHERE j.group_id = g.id AND j.required = 1
                  AND j.state IN ('queued', 'running'))
 ORDER BY g.id LIMIT 5;

-- name: doctor_abandoned_leases
-- Leases that ran out long ago and that nobody took over.   $1 now  $2 how long
SELECT id FROM {schema}.job WHERE state = 'running' AND lease_expires_at_us < {now} - $2
 ORDER BY id LIMIT 5;

-- name: doctor_overdue_jobs
-- Jobs that could be claimed for long and were not.   $1 now  $2 how long
SELECT id FROM {schema}.job WHERE state = 'queued' AND run_at_us < {now} - $2
 ORDER BY run_at_us LIMIT 5;

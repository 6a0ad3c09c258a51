-- name: job_durations
SELECT kind, target, CAST(set_index AS TEXT), profile, duration_us FROM {schema}.job_duration;

-- name: expected_jobs
-- Of a lane, in the order in which they are claimed. A planner that doesn't know the limit would
-- join all there are.
-- $1 queue  $2 affinity  $3 limit
SELECT group_id, required, priority, rank, id, kind,
       (SELECT profile FROM {schema}.bench_job b WHERE b.job_id = job.id)
  FROM {schema}.job
 WHERE queue = $1 AND affinity = $2 AND state = 'queued' AND delayed = 0
 ORDER BY priority DESC, rank, run_at_us, id LIMIT $3;

-- name: delayed_bench_jobs
-- They are few: they back off.
SELECT j.group_id, j.required, j.priority, j.rank, j.id, j.kind, b.profile, b.target,
       CAST(b.set_index AS TEXT)
  FROM {schema}.job j JOIN {schema}.bench_job b ON b.job_id = j.id
 WHERE j.state = 'queued' AND j.delayed = 1;

-- name: running_bench_jobs
SELECT j.worker, j.group_id, j.required, j.kind, b.target, CAST(b.set_index AS TEXT), b.profile,
       j.claimed_at_us
  FROM {schema}.job j JOIN {schema}.bench_job b ON b.job_id = j.id
 WHERE j.state = 'running' ORDER BY j.claimed_at_us, j.id;

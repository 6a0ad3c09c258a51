WITH added AS (
  INSERT INTO least.jobs (payload)
  SELECT '{"commit":"8ce228758651cd5c90abd2a9da6fdf32","number":' || 1000000 + i || '}'
  FROM generate_series(1, :batch) AS i
  RETURNING id
)
INSERT INTO least.events (at_us, type, job_id) SELECT 1700000000000000, 'queued', id FROM added;

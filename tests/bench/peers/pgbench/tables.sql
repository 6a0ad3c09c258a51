SET client_min_messages = error;
DROP SCHEMA IF EXISTS least CASCADE;
CREATE SCHEMA least;
CREATE TABLE least.jobs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  state text NOT NULL DEFAULT 'queued',
  payload text NOT NULL
);
CREATE INDEX jobs_queued ON least.jobs (id) WHERE state = 'queued';
INSERT INTO least.jobs (payload)
SELECT '{"commit":"8ce228758651cd5c90abd2a9da6fdf32","number":' || 1000000 + i || '}'
FROM generate_series(1, :waiting) AS i;
VACUUM ANALYZE least.jobs;

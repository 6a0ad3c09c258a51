-- What a queue needs that has labels, priorities, leases, attempts and a log of what happened.
SET client_min_messages = error;
DROP SCHEMA IF EXISTS least CASCADE;
CREATE SCHEMA least;
CREATE TABLE least.jobs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  queue text NOT NULL DEFAULT 'q',
  affinity text NOT NULL DEFAULT '',
  priority integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'queued',
  leases integer NOT NULL DEFAULT 0,
  worker text,
  token text,
  claimed_at_us bigint,
  lease_expires_at_us bigint,
  ended_at_us bigint,
  payload text NOT NULL,
  result text
) WITH (fillfactor = 80);
CREATE INDEX ON least.jobs (queue, affinity, priority DESC, id) WHERE state = 'queued';
CREATE INDEX ON least.jobs (lease_expires_at_us) WHERE lease_expires_at_us IS NOT NULL;
CREATE INDEX ON least.jobs (worker) WHERE state = 'running';
CREATE INDEX ON least.jobs (ended_at_us, id, state) WHERE ended_at_us IS NOT NULL;
CREATE TABLE least.attempts (
  job_id bigint,
  lease integer,
  worker text,
  token text,
  outcome text,
  started_at_us bigint,
  ended_at_us bigint,
  PRIMARY KEY (job_id, lease)
);
CREATE TABLE least.events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at_us bigint,
  type text,
  job_id bigint,
  worker text,
  lease integer
);
INSERT INTO least.jobs (payload)
SELECT '{"commit":"8ce228758651cd5c90abd2a9da6fdf32","number":' || 1000000 + i || '}'
FROM generate_series(1, :waiting) AS i;
VACUUM ANALYZE least.jobs;

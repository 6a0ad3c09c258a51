-- The benchmark layer: a request is a group of jobs that bears a SHA, a collector is a worker with
-- a place in the fleet.

CREATE TABLE request (
  group_id INTEGER PRIMARY KEY REFERENCES job_group (id),
  sha TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('master', 'try', 'release')),
  parent TEXT,
  pr INTEGER,
  date_us INTEGER,
  priority INTEGER NOT NULL,
  lifted_priority INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  targets TEXT NOT NULL,
  backends TEXT NOT NULL,
  profiles TEXT NOT NULL,
  max_attempts INTEGER NOT NULL,
  time_limit_us INTEGER NOT NULL,
  suite TEXT,
  suite_version INTEGER,
  pinned_version TEXT
) STRICT;

CREATE INDEX request_for_children ON request (parent) WHERE parent IS NOT NULL;

CREATE TABLE bench_job (
  job_id INTEGER PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  group_id INTEGER NOT NULL REFERENCES request (group_id),
  sha TEXT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  backend TEXT NOT NULL,
  profile TEXT NOT NULL,
  set_index INTEGER NOT NULL,
  benchmarks TEXT NOT NULL,
  UNIQUE (group_id, sha, kind, target, backend, profile, set_index)
) STRICT;

CREATE TABLE collector (
  name TEXT PRIMARY KEY REFERENCES worker (name),
  target TEXT NOT NULL,
  sets TEXT,
  slots INTEGER NOT NULL,
  labels TEXT NOT NULL,
  added_at_us INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  busy_us INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX job_group_for_status ON job_group (state, id);

-- Counted as it happens: what a collector has done outlives its jobs and costs `status` nothing.
CREATE TRIGGER collector_ended_job AFTER UPDATE OF state ON job
WHEN substr(NEW.queue, 1, 6) = 'bench/' AND OLD.state = 'running'
     AND NEW.state IN ('succeeded', 'failed') BEGIN
  UPDATE collector
     SET done = done + (NEW.state = 'succeeded'), failed = failed + (NEW.state = 'failed'),
         busy_us = busy_us + CASE NEW.state WHEN 'succeeded'
                                  THEN NEW.ended_at_us - NEW.claimed_at_us ELSE 0 END
   WHERE name = OLD.worker;
END;

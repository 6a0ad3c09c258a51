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
  added_at_us INTEGER NOT NULL
) STRICT;

-- The benchmark layer: a request is a group of jobs that bears a SHA, a collector is a worker with
-- a place in the fleet.

CREATE TABLE {schema}.request (
  group_id bigint PRIMARY KEY REFERENCES {schema}.job_group (id),
  sha text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('master', 'try', 'release')),
  parent text,
  pr bigint,
  date_us bigint,
  priority integer NOT NULL,
  targets text NOT NULL,
  backends text NOT NULL,
  profiles text NOT NULL,
  max_attempts integer NOT NULL,
  time_limit_us bigint NOT NULL,
  suite text,
  suite_version integer,
  pinned_version text
);

CREATE INDEX request_for_children ON {schema}.request (parent) WHERE parent IS NOT NULL;

CREATE TABLE {schema}.bench_job (
  job_id bigint PRIMARY KEY REFERENCES {schema}.job (id) ON DELETE CASCADE,
  group_id bigint NOT NULL REFERENCES {schema}.request (group_id),
  sha text NOT NULL,
  kind text NOT NULL,
  target text NOT NULL,
  backend text NOT NULL,
  profile text NOT NULL,
  set_index integer NOT NULL,
  benchmarks text NOT NULL,
  UNIQUE (group_id, sha, kind, target, backend, profile, set_index)
);

CREATE TABLE {schema}.collector (
  name text PRIMARY KEY REFERENCES {schema}.worker (name),
  target text NOT NULL,
  sets text,
  slots integer NOT NULL,
  labels text NOT NULL,
  added_at_us bigint NOT NULL
);

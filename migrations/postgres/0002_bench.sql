-- The benchmark layer: a request is a group of jobs that bears a SHA, a collector is a worker with
-- a place in the fleet.

-- SHAs are in the order of bytes on every server, so that a prefix is a range.
CREATE TABLE {schema}.request (
  group_id bigint PRIMARY KEY REFERENCES {schema}.job_group (id),
  sha text COLLATE "C" NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('master', 'try', 'release')),
  parent text COLLATE "C",
  pr bigint,
  date_us bigint,
  priority integer NOT NULL,
  lifted_priority integer NOT NULL,
  rank bigint NOT NULL,
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
  added_at_us bigint NOT NULL,
  done bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  busy_us bigint NOT NULL DEFAULT 0
);

CREATE INDEX job_group_for_status ON {schema}.job_group (state, id);

-- Counted as it happens: what a collector has done outlives its jobs and costs `status` nothing.
CREATE FUNCTION {schema}.collector_ended_job() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE {schema}.collector
     SET done = done + (NEW.state = 'succeeded')::integer,
         failed = failed + (NEW.state = 'failed')::integer,
         busy_us = busy_us + CASE NEW.state WHEN 'succeeded'
                                  THEN NEW.ended_at_us - NEW.claimed_at_us ELSE 0 END
   WHERE name = OLD.worker;
  RETURN NULL;
END $body$;

CREATE TRIGGER collector_ended_job AFTER UPDATE OF state ON {schema}.job FOR EACH ROW
WHEN (substr(NEW.queue, 1, 6) = 'bench/' AND OLD.state = 'running'
      AND NEW.state IN ('succeeded', 'failed'))
EXECUTE FUNCTION {schema}.collector_ended_job();

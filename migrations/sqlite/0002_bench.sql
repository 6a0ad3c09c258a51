-- The benchmark layer: a request is a group of jobs that bears a SHA, a collector is a worker with
-- a place in the fleet.

-- What is benchmarked: a version for each content. The last one loaded is the default.
CREATE TABLE suite (
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  document TEXT NOT NULL,
  code_version TEXT,
  place INTEGER NOT NULL,
  loaded_at_us INTEGER NOT NULL,
  actor TEXT,
  PRIMARY KEY (name, version)
) STRICT;

CREATE TABLE suite_set (
  id INTEGER PRIMARY KEY,
  suite TEXT NOT NULL,
  suite_version INTEGER NOT NULL,
  target TEXT NOT NULL,
  set_index INTEGER NOT NULL,
  benchmarks TEXT NOT NULL,
  step_limit_us INTEGER,
  failover_after_us INTEGER,
  UNIQUE (suite, suite_version, target, set_index),
  FOREIGN KEY (suite, suite_version) REFERENCES suite (name, version)
) STRICT;

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
  time_limit_us INTEGER,
  backfill_parent INTEGER NOT NULL,
  suite TEXT,
  suite_version INTEGER,
  pinned_version TEXT,
  pinned_at_us INTEGER,
  partial_ready_at_us INTEGER
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
  set_id INTEGER REFERENCES suite_set (id),
  moved_from TEXT,
  UNIQUE (group_id, sha, kind, target, backend, profile, set_index)
) STRICT;

CREATE INDEX bench_job_for_sha ON bench_job (sha);

-- What a collector called bad, and how many jobs it had done by then: between calls that bear the
-- same number none of its own succeeded.
CREATE TABLE bad_artifact (
  group_id INTEGER NOT NULL REFERENCES request (group_id) ON DELETE CASCADE,
  sha TEXT NOT NULL,
  target TEXT NOT NULL,
  worker TEXT NOT NULL,
  collector_done INTEGER,
  error TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  PRIMARY KEY (group_id, sha, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX bad_artifact_for_worker ON bad_artifact (worker);

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

-- A collector claims of its target only, sets or all; it is heard of at its claims and heartbeats.
DROP VIEW serving_worker;
CREATE VIEW serving_worker AS
SELECT s.worker AS name, NULL AS queue, NULL AS labels,
       s.seen_at_us + s.lease_us AS alive_until_us
  FROM session s LEFT JOIN worker w ON w.name = s.worker
 WHERE s.ended_at_us IS NULL AND coalesce(w.state, 'active') = 'active'
   AND NOT EXISTS (SELECT 1 FROM collector c WHERE c.name = s.worker)
 UNION ALL
SELECT c.name, 'bench/' || c.target, replace(replace(c.sets, '[', ','), ']', ','),
       coalesce(w.seen_at_us, c.added_at_us) + 180000000
  FROM collector c JOIN worker w ON w.name = c.name WHERE w.state = 'active';

-- Of a job that succeeded the benchmarks that it reported no success of, where it reported any
-- step; of one that did not, all that are not done.
DROP VIEW missing_step;
CREATE VIEW missing_step AS
SELECT j.id AS job_id, j.group_id, j.required, e.value AS step
  FROM job j JOIN bench_job b ON b.job_id = j.id JOIN suite_set s ON s.id = b.set_id
  JOIN json_each(s.benchmarks) e
 WHERE (j.state IN ('failed', 'cancelled')
        OR (j.state = 'succeeded' AND EXISTS (SELECT 1 FROM step t WHERE t.job_id = j.id)))
   AND NOT EXISTS (SELECT 1 FROM step t
                    WHERE t.job_id = j.id AND t.step = e.value AND t.state = 'done');

-- What the last jobs of a kind took, for estimates: outlives the jobs, and is small.
CREATE TABLE job_duration (
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  set_index INTEGER NOT NULL,
  profile TEXT NOT NULL,
  job_id INTEGER NOT NULL,
  ended_at_us INTEGER NOT NULL,
  duration_us INTEGER NOT NULL,
  PRIMARY KEY (kind, target, set_index, profile, ended_at_us, job_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_group_for_status ON job_group (state, id);

-- Counted as it happens: what a collector has done outlives its jobs and costs `status` nothing.
CREATE TRIGGER collector_ended_job AFTER UPDATE OF ended_at_us ON job
WHEN OLD.state = 'running' AND NEW.state IN ('succeeded', 'failed')
     AND NEW.queue >= 'bench/' AND NEW.queue < 'bench0' BEGIN
  UPDATE collector
     SET done = done + (NEW.state = 'succeeded'), failed = failed + (NEW.state = 'failed'),
         busy_us = busy_us + CASE NEW.state WHEN 'succeeded'
                                  THEN NEW.ended_at_us - NEW.claimed_at_us ELSE 0 END
   WHERE name = OLD.worker;

  INSERT INTO job_duration (kind, target, set_index, profile, job_id, ended_at_us, duration_us)
  SELECT b.kind, b.target, b.set_index, b.profile, b.job_id, NEW.ended_at_us,
         NEW.ended_at_us - NEW.claimed_at_us
    FROM bench_job b
   WHERE b.job_id = NEW.id AND NEW.state = 'succeeded'
     AND NOT EXISTS (SELECT 1 FROM job_duration d
                      WHERE d.kind = b.kind AND d.target = b.target AND d.set_index = b.set_index
                        AND d.profile = b.profile AND d.ended_at_us = NEW.ended_at_us
                        AND d.job_id = b.job_id);

  DELETE FROM job_duration
   WHERE (kind, target, set_index, profile, ended_at_us, job_id) IN (
     SELECT d.kind, d.target, d.set_index, d.profile, d.ended_at_us, d.job_id
       FROM job_duration d JOIN bench_job b
         ON b.kind = d.kind AND b.target = d.target AND b.set_index = d.set_index
            AND b.profile = d.profile
      WHERE b.job_id = NEW.id
      ORDER BY d.ended_at_us DESC, d.job_id DESC LIMIT -1 OFFSET 31);
END;

-- What each target's jobs ask for, in up to three rows, each from an index of its own. A worker of
-- the target with all sets takes any of them, but no worker can be of no target: what somebody put
-- there by hand waits in vain.
CREATE VIEW target_jobs AS
SELECT substr(queue, 7) AS target, queued, running,
       CASE queue WHEN 'bench/' THEN queued ELSE 0 END AS unplaceable
  FROM (SELECT queue, count(*) AS queued, 0 AS running FROM job
         WHERE state = 'queued' AND delayed = 0 AND substr(queue, 1, 6) = 'bench/' GROUP BY queue
         UNION ALL
        SELECT queue, count(*), 0 FROM job
         WHERE state = 'queued' AND delayed = 1 AND substr(queue, 1, 6) = 'bench/' GROUP BY queue
         UNION ALL
        SELECT queue, 0, count(*) FROM job
         WHERE state = 'running' AND substr(queue, 1, 6) = 'bench/' GROUP BY queue) counts;

-- Each collector's slots. They are capacity up to and with live_to_us: then it counts as offline,
-- unless something is heard of it. Those of a drained or quarantined one are none at all.
CREATE VIEW collector_slots AS
SELECT name, target, CASE state WHEN 'active' THEN slots ELSE 0 END AS slots,
       CASE WHEN state = 'draining' AND leased_to_us > 0 THEN slots ELSE 0 END AS draining_slots,
       max(heard_at_us + 180000000, leased_to_us - 1) AS live_to_us
  FROM (SELECT c.name, c.target, c.slots, w.state,
               max(c.added_at_us, coalesce(w.seen_at_us, 0), coalesce((
                 SELECT max(s.seen_at_us) FROM session s
                  WHERE s.worker = c.name AND s.ended_at_us IS NULL), 0)) AS heard_at_us,
               coalesce((
                 SELECT max(j.lease_expires_at_us) FROM job j
                  WHERE j.worker = c.name AND j.state = 'running'), 0) AS leased_to_us
          FROM collector c JOIN worker w ON w.name = c.name
         WHERE w.state <> 'removed') heard;

-- A row for each target that has work or collectors, for whoever starts and stops workers.
CREATE VIEW target_demand AS
SELECT target, sum(queued + running - unplaceable) AS demand, sum(queued) AS queued,
       sum(running) AS running, sum(unplaceable) AS unplaceable,
       sum(live_slots) AS live_slots, sum(draining_slots) AS draining_slots
  FROM (SELECT target, queued, running, unplaceable, 0 AS live_slots, 0 AS draining_slots
          FROM target_jobs
         UNION ALL
        SELECT target, 0, 0, 0,
               CASE WHEN live_to_us >= CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)
                    THEN slots ELSE 0 END,
               draining_slots
          FROM collector_slots) counts
 GROUP BY target;

-- The queue: jobs, their attempts, steps and output, groups, workers, sessions and the log.
-- History is written by triggers (docs/decisions/0001): each change of a job is one statement, and
-- its attempt, its events and the finish of its group commit with it.
-- Where a job is written no list has more than two members, of which SQLite would make a table each
-- time, and nothing calls a function or checks a foreign key at once: each page that such a
-- statement changes is copied first, in case it fails in its midst. Either took longer than the
-- write.

CREATE TABLE job_group (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('waiting', 'queued', 'running', 'finished', 'failed', 'cancelled')),
  outcome TEXT NOT NULL DEFAULT 'none' CHECK (outcome IN ('none', 'complete', 'partial')),
  created_at_us INTEGER NOT NULL,
  started_at_us INTEGER,
  ended_at_us INTEGER,
  finishes INTEGER NOT NULL DEFAULT 0,
  changed_at_us INTEGER NOT NULL,
  actor TEXT
) STRICT;

CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  queue TEXT NOT NULL,
  kind TEXT NOT NULL,
  affinity TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running') OR state IN ('succeeded', 'failed')
                             OR state = 'cancelled'),
  delayed INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  run_at_us INTEGER NOT NULL,
  unique_key TEXT,
  group_id INTEGER REFERENCES job_group (id) DEFERRABLE INITIALLY DEFERRED,
  required INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  time_limit_us INTEGER NOT NULL,
  backoff_us INTEGER NOT NULL,
  charged INTEGER NOT NULL DEFAULT 0,
  releases INTEGER NOT NULL DEFAULT 0,
  leases INTEGER NOT NULL DEFAULT 0,
  worker TEXT,
  session TEXT,
  version TEXT,
  token TEXT,
  claimed_at_us INTEGER,
  lease_expires_at_us INTEGER,
  lease_us INTEGER,
  begun INTEGER NOT NULL DEFAULT 0,
  cancel_requested INTEGER NOT NULL DEFAULT 0,
  avoid_worker TEXT,
  avoid_until_us INTEGER,
  outcome TEXT,
  error TEXT,
  reason TEXT,
  payload TEXT NOT NULL,
  result TEXT,
  waited INTEGER NOT NULL DEFAULT 0,
  claim_by_us INTEGER,
  wanted_until_us INTEGER,
  created_at_us INTEGER NOT NULL,
  started_at_us INTEGER,
  ended_at_us INTEGER,
  changed_at_us INTEGER NOT NULL,
  actor TEXT,
  CHECK ((state = 'running') = (lease_expires_at_us IS NOT NULL)),
  CHECK ((state IN ('queued', 'running')) = (ended_at_us IS NULL))
) STRICT;

-- State and delayed stand in it so that counting a lane's jobs reads the index alone.
CREATE INDEX job_for_claim
  ON job (queue, affinity, priority DESC, rank, run_at_us, id, state, delayed)
  WHERE state = 'queued' AND delayed = 0;
CREATE INDEX job_for_due ON job (run_at_us) WHERE state = 'queued' AND delayed = 1;
CREATE INDEX job_for_reap ON job (lease_expires_at_us)
  WHERE lease_expires_at_us IS NOT NULL;
CREATE INDEX job_for_worker ON job (worker) WHERE state = 'running';
-- The state stands in it so that counting what has ended reads the index alone.
CREATE INDEX job_for_prune ON job (ended_at_us, id, state)
  WHERE ended_at_us IS NOT NULL;
CREATE INDEX job_for_group ON job (group_id, required, state) WHERE group_id IS NOT NULL;
CREATE UNIQUE INDEX job_unique ON job (queue, unique_key)
  WHERE unique_key IS NOT NULL AND state IN ('queued', 'running');
CREATE INDEX job_for_result ON job (queue, unique_key, ended_at_us)
  WHERE unique_key IS NOT NULL AND state = 'succeeded';
CREATE INDEX job_for_queue_timeout ON job (claim_by_us)
  WHERE claim_by_us IS NOT NULL AND state = 'queued' AND leases = 0;
CREATE INDEX job_for_abandoned ON job (wanted_until_us)
  WHERE wanted_until_us IS NOT NULL AND state IN ('queued', 'running') AND cancel_requested = 0;

CREATE TABLE attempt (
  job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  lease INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  charged INTEGER NOT NULL,
  worker TEXT NOT NULL,
  session TEXT NOT NULL,
  version TEXT,
  token TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'failed')
    OR outcome IN ('timed_out', 'released') OR outcome IN ('lost', 'cancelled')),
  error TEXT,
  started_at_us INTEGER NOT NULL,
  ended_at_us INTEGER NOT NULL,
  PRIMARY KEY (job_id, lease)
) STRICT, WITHOUT ROWID;

CREATE TABLE step (
  job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  step TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('start', 'done', 'fail')),
  lease INTEGER NOT NULL,
  error TEXT,
  result TEXT,
  started_at_us INTEGER NOT NULL,
  ended_at_us INTEGER,
  changed_at_us INTEGER NOT NULL,
  PRIMARY KEY (job_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE output (
  job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  lease INTEGER NOT NULL,
  tail TEXT NOT NULL,
  changed_at_us INTEGER NOT NULL,
  PRIMARY KEY (job_id, lease)
) STRICT;

-- Who waits for a job. The job itself holds until when any of them is to be heard of again.
CREATE TABLE waiter (
  job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  lease_us INTEGER NOT NULL,
  seen_at_us INTEGER NOT NULL,
  PRIMARY KEY (job_id, name)
) STRICT, WITHOUT ROWID;

-- A name that claims. It stands here once somebody registered or drained it, or it failed a job
-- within 5 s of its claim. Reason and end are those of a quarantine; one without an end lasts until
-- somebody resumes the worker, after one with an end it may claim one job, by the token of `probe`.
-- `failed_of` is the group of the first of its fast failures in a row, or the negative id of a job
-- without one.
CREATE TABLE worker (
  name TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('active', 'draining', 'quarantined', 'removed')),
  seen_at_us INTEGER,
  version TEXT,
  reason TEXT,
  quarantined_until_us INTEGER,
  probe TEXT NOT NULL DEFAULT '',
  fast_failures INTEGER NOT NULL DEFAULT 0,
  failed_of INTEGER,
  failed_of_others INTEGER NOT NULL DEFAULT 0,
  role TEXT,
  changed_at_us INTEGER NOT NULL,
  actor TEXT
) STRICT;

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  worker TEXT NOT NULL,
  version TEXT,
  host TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  pid INTEGER NOT NULL,
  start_ticks INTEGER NOT NULL,
  lease_us INTEGER NOT NULL,
  started_at_us INTEGER NOT NULL,
  seen_at_us INTEGER NOT NULL,
  ended_at_us INTEGER
) STRICT;

CREATE INDEX session_for_worker ON session (worker) WHERE ended_at_us IS NULL;
CREATE INDEX worker_for_success ON worker (name) WHERE fast_failures > 0;

-- What an attempt's events tell stands with the attempt of that lease; `outcome` and `reason` are
-- of changes that somebody made without one, `data` is a JSON object of all else.
CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_us INTEGER NOT NULL,
  type TEXT NOT NULL,
  job_id INTEGER,
  group_id INTEGER,
  worker TEXT,
  actor TEXT,
  lease INTEGER,
  outcome TEXT,
  reason TEXT,
  data TEXT
) STRICT;

CREATE INDEX event_for_group ON event (group_id) WHERE group_id IS NOT NULL;

-- The first cursor is a number that no other database is likely to hand out.
INSERT INTO sqlite_sequence (name, seq)
VALUES ('event', (abs(random()) % 1000000 + 1) * 4294967296);

CREATE TABLE event_floor (pruned_to INTEGER NOT NULL) STRICT;
INSERT INTO event_floor SELECT seq FROM sqlite_sequence WHERE name = 'event';

-- Who is known to claim of a queue (null: maybe of any), for which labels (null: all), and until
-- when it counts as alive. A layer above that knows more of its workers replaces the view.
CREATE VIEW serving_worker AS
SELECT s.worker AS name, NULL AS queue, NULL AS labels,
       s.seen_at_us + s.lease_us AS alive_until_us
  FROM session s LEFT JOIN worker w ON w.name = s.worker
 WHERE s.ended_at_us IS NULL AND coalesce(w.state, 'active') = 'active';

-- Steps that a job has ended without although somebody expects them of it. The queue expects none:
-- a layer above that does replaces the view.
CREATE VIEW missing_step AS
SELECT id AS job_id, group_id, required, '' AS step FROM job WHERE 1 = 0;

CREATE TRIGGER job_queued AFTER INSERT ON job BEGIN
  INSERT INTO event (at_us, type, job_id, group_id, actor)
  VALUES (NEW.created_at_us, 'job.queued', NEW.id, NEW.group_id, NEW.actor);
END;

-- Of the next three one at most writes for a change, so that the log has one order: SQLite promises
-- none among several. Together they are the function job_changed on PostgreSQL. Each is entered
-- whether its WHEN holds or not, unless it names columns that the change does not set: who leases a
-- job sets its token and not its end, who takes it out of the running or ends it its end alone.
CREATE TRIGGER job_claimed AFTER UPDATE OF token ON job
WHEN NEW.state = 'running' AND OLD.state <> 'running' BEGIN
  INSERT INTO event (at_us, type, job_id, group_id, worker, actor, lease)
  VALUES (NEW.changed_at_us, 'job.claimed', NEW.id, NEW.group_id, NEW.worker, NEW.actor,
          NEW.leases);

  UPDATE job_group
     SET state = 'running', started_at_us = coalesce(started_at_us, NEW.changed_at_us),
         changed_at_us = NEW.changed_at_us, actor = NEW.actor
   WHERE id = NEW.group_id AND state = 'queued';
END;

CREATE TRIGGER job_claimed_anew AFTER UPDATE OF token ON job
WHEN NEW.state = 'running' AND OLD.state = 'running' AND NEW.token <> OLD.token BEGIN
  INSERT INTO attempt (job_id, lease, attempt, charged, worker, session, version, token, outcome,
                       error, started_at_us, ended_at_us)
  VALUES (OLD.id, OLD.leases, OLD.charged + 1, NEW.charged > OLD.charged, OLD.worker, OLD.session,
          OLD.version, OLD.token, 'lost', coalesce(OLD.reason, 'the lease expired'),
          OLD.claimed_at_us, NEW.changed_at_us);

  INSERT INTO event (at_us, type, job_id, group_id, worker, actor, lease)
  VALUES (NEW.changed_at_us, 'job.lost', OLD.id, OLD.group_id, OLD.worker, NEW.actor, OLD.leases),
         (NEW.changed_at_us, 'job.claimed', NEW.id, NEW.group_id, NEW.worker, NEW.actor,
          NEW.leases);
END;

-- docs/state-machine.md, groups: the last required job to end finishes its group.
CREATE TRIGGER job_left AFTER UPDATE OF ended_at_us ON job
WHEN NEW.state <> 'running' AND NEW.state <> OLD.state BEGIN
  INSERT INTO attempt (job_id, lease, attempt, charged, worker, session, version, token, outcome,
                       error, started_at_us, ended_at_us)
  SELECT OLD.id, OLD.leases, OLD.charged + 1, NEW.charged > OLD.charged, OLD.worker, OLD.session,
         OLD.version, OLD.token, NEW.outcome, NEW.reason, OLD.claimed_at_us, NEW.changed_at_us
   WHERE OLD.state = 'running';

  INSERT INTO event (at_us, type, job_id, group_id, worker, actor, lease, outcome, reason)
  VALUES (NEW.changed_at_us,
          CASE WHEN NEW.state <> 'queued' THEN 'job.' || NEW.state
               WHEN OLD.state = 'running' AND NEW.outcome IN ('lost', 'released')
                 THEN 'job.' || NEW.outcome
               ELSE 'job.retried' END,
          OLD.id, OLD.group_id, iif(OLD.state = 'running', OLD.worker, NULL), NEW.actor,
          iif(OLD.state = 'running', OLD.leases, NULL),
          iif(OLD.state = 'running', NULL, NEW.outcome),
          iif(OLD.state = 'running', NULL, NEW.reason));

  UPDATE worker
     SET state = CASE state WHEN 'quarantined' THEN 'active' ELSE state END,
         changed_at_us = CASE state WHEN 'quarantined' THEN NEW.changed_at_us
                                    ELSE changed_at_us END,
         actor = CASE state WHEN 'quarantined' THEN NEW.actor ELSE actor END,
         reason = NULL, quarantined_until_us = NULL, fast_failures = 0
   WHERE name = OLD.worker AND fast_failures > 0
     AND OLD.state = 'running' AND NEW.state = 'succeeded'
     AND (state <> 'quarantined' OR probe = OLD.token);

  UPDATE job_group
     SET state = CASE WHEN EXISTS (SELECT 1 FROM job WHERE group_id = NEW.group_id
                                      AND required = 1 AND state = 'succeeded')
                      THEN 'finished' ELSE 'failed' END,
         outcome = CASE WHEN NOT EXISTS (SELECT 1 FROM job WHERE group_id = NEW.group_id
                                            AND required = 1 AND state <> 'succeeded')
                          AND NOT EXISTS (SELECT 1 FROM missing_step WHERE group_id = NEW.group_id
                                             AND required = 1)
                        THEN 'complete'
                        WHEN EXISTS (SELECT 1 FROM job WHERE group_id = NEW.group_id
                                        AND required = 1 AND state = 'succeeded')
                        THEN 'partial' ELSE 'none' END,
         ended_at_us = NEW.changed_at_us, changed_at_us = NEW.changed_at_us,
         finishes = finishes + 1, actor = NEW.actor
   WHERE id = NEW.group_id AND state IN ('queued', 'running')
     AND NEW.state <> 'queued' AND OLD.state IN ('queued', 'running')
     AND NOT EXISTS (SELECT 1 FROM job WHERE group_id = NEW.group_id AND required = 1
                        AND state IN ('queued', 'running'));
END;

CREATE TRIGGER job_group_created AFTER INSERT ON job_group BEGIN
  INSERT INTO event (at_us, type, group_id, actor)
  VALUES (NEW.created_at_us, NEW.kind || '.created', NEW.id, NEW.actor);
  INSERT INTO event (at_us, type, group_id, actor)
  SELECT NEW.created_at_us, NEW.kind || '.ready', NEW.id, NEW.actor WHERE NEW.state = 'queued';
END;

CREATE TRIGGER job_group_changed AFTER UPDATE OF state ON job_group
WHEN NEW.state <> OLD.state BEGIN
  INSERT INTO event (at_us, type, group_id, actor, data)
  VALUES (NEW.changed_at_us,
          NEW.kind || CASE NEW.state WHEN 'queued' THEN '.ready' WHEN 'running' THEN '.started'
                      ELSE '.' || NEW.state END,
          NEW.id, NEW.actor,
          '{"outcome":"' || NEW.outcome || '","finishes":' || NEW.finishes || '}');
END;

CREATE TRIGGER step_reported AFTER INSERT ON step BEGIN
  INSERT INTO event (at_us, type, job_id, group_id, worker, actor, data)
  SELECT NEW.changed_at_us, 'job.step', id, group_id, worker, actor,
         json_object('step', NEW.step, 'state', NEW.state, 'lease', NEW.lease)
    FROM job WHERE id = NEW.job_id;
END;

CREATE TRIGGER step_changed AFTER UPDATE ON step BEGIN
  INSERT INTO event (at_us, type, job_id, group_id, worker, actor, data)
  SELECT NEW.changed_at_us, 'job.step', id, group_id, worker, actor,
         json_object('step', NEW.step, 'state', NEW.state, 'lease', NEW.lease)
    FROM job WHERE id = NEW.job_id;
END;

CREATE TRIGGER worker_added AFTER INSERT ON worker WHEN NEW.fast_failures = 0 BEGIN
  INSERT INTO event (at_us, type, worker, actor)
  VALUES (NEW.changed_at_us,
          'collector.' || CASE NEW.state WHEN 'active' THEN 'added' ELSE NEW.state END,
          NEW.name, NEW.actor);
END;

CREATE TRIGGER worker_changed AFTER UPDATE OF state ON worker
WHEN NEW.state <> OLD.state
     OR (NEW.state = 'quarantined' AND NEW.changed_at_us <> OLD.changed_at_us) BEGIN
  INSERT INTO event (at_us, type, worker, actor, reason)
  VALUES (NEW.changed_at_us,
          'collector.' || CASE WHEN NEW.state = 'active' AND OLD.state = 'removed' THEN 'added'
                               WHEN NEW.state = 'active' THEN 'resumed' ELSE NEW.state END,
          NEW.name, NEW.actor, NEW.reason);
END;

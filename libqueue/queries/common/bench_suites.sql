-- name: insert_suite
-- $1 now  $2 name  $3 version  $4 document  $5 code version or null  $6 actor
INSERT INTO {schema}.suite (name, version, document, code_version, place, loaded_at_us, actor)
SELECT $2, $3, $4, $5, coalesce(max(place), 0) + 1, {now}, $6 FROM {schema}.suite;

-- name: insert_suite_set
-- $1 suite  $2 its version  $3 target  $4 set  $5 benchmarks  $6 step limit, or null
-- $7 failover after, or null
INSERT INTO {schema}.suite_set (suite, suite_version, target, set_index, benchmarks,
                                step_limit_us, failover_after_us)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: failover_limit
-- By the suite that last named the target.   $1 target
SELECT failover_after_us FROM {schema}.suite_set WHERE target = $1 ORDER BY id DESC LIMIT 1;

-- name: make_suite_default
-- It was loaded again.   $1 name  $2 version
UPDATE {schema}.suite SET place = (SELECT max(place) FROM {schema}.suite) + 1
 WHERE name = $1 AND version = $2
   AND place < (SELECT max(place) FROM {schema}.suite);

-- name: set_code_version
-- $1 name  $2 version  $3 code version
UPDATE {schema}.suite SET code_version = $3 WHERE name = $1 AND version = $2;

-- name: find_suite
-- A version, or the newest one; of that name, or of the default one.
-- $1 name or null  $2 version or null
SELECT name, version, code_version, loaded_at_us, actor, document FROM {schema}.suite
 WHERE name = coalesce(CAST($1 AS TEXT),
                       (SELECT name FROM {schema}.suite ORDER BY place DESC LIMIT 1))
   AND (CAST($2 AS BIGINT) IS NULL OR version = $2)
 ORDER BY version DESC LIMIT 1;

-- name: list_suites
-- The newest first.
SELECT name, version, code_version, loaded_at_us, actor FROM {schema}.suite
 ORDER BY place DESC, version DESC;

-- name: newest_suites
-- Of each name the newest version, the default one first.
SELECT name, version, code_version, loaded_at_us, actor, document FROM {schema}.suite s
 WHERE version = (SELECT max(version) FROM {schema}.suite o WHERE o.name = s.name)
 ORDER BY place DESC;

-- name: unstarted_requests
-- Those that another version of their suite splits anew, with those that know no suite.
-- $1 suite
SELECT r.sha FROM {schema}.job_group g JOIN {schema}.request r ON r.group_id = g.id
 WHERE g.state = 'queued' AND g.started_at_us IS NULL AND (r.suite IS NULL OR r.suite = $1)
 ORDER BY g.id;

-- name: count_started_jobs
-- $1 group
SELECT count(*) FROM {schema}.job WHERE group_id = $1 AND leases > 0;

-- name: withdraw_jobs
-- They leave the group that they stood for, which does not end by it.   $1 now  $2 group  $3 actor
UPDATE {schema}.job
   SET state = 'cancelled', outcome = 'cancelled', reason = 'its request was split anew',
       delayed = 0, group_id = NULL, ended_at_us = {now}, changed_at_us = {now}, actor = $3
 WHERE group_id = $2 AND state = 'queued' AND leases = 0
RETURNING id;

-- name: forget_bench_jobs
-- Of jobs that have left the group.   $1 group  $2 its SHA
DELETE FROM {schema}.bench_job
 WHERE sha = $2 AND group_id = $1
   AND (SELECT j.group_id FROM {schema}.job j WHERE j.id = bench_job.job_id) IS NULL;

-- name: give_suite
-- With the code version that it wants, if any.
-- $1 now  $2 group  $3 suite  $4 its version  $5 code version or null
UPDATE {schema}.request
   SET suite = $3, suite_version = $4, pinned_version = CAST($5 AS TEXT),
       pinned_at_us = CASE WHEN CAST($5 AS TEXT) IS NOT NULL THEN {now} END
 WHERE group_id = $2;

-- name: pin_unstarted_requests
-- $1 now  $2 suite  $3 its version  $4 code version
UPDATE {schema}.request SET pinned_version = $4, pinned_at_us = {now}
 WHERE suite = $2 AND suite_version = $3
   AND group_id IN (SELECT id FROM {schema}.job_group
                     WHERE state = 'queued' AND started_at_us IS NULL);

-- name: jobs_about
-- Of one artifact, those that will have or have a result.   $1 sha
SELECT b.kind, b.target, b.backend, b.profile, b.set_index
  FROM {schema}.bench_job b JOIN {schema}.job j ON j.id = b.job_id
 WHERE b.sha = $1 AND j.state IN ('queued', 'running', 'succeeded');

-- name: request_pin
-- $1 group
SELECT sha, pinned_version FROM {schema}.request WHERE group_id = $1;

-- name: pin_request
-- No row: another collector was faster. Its row waits for one that is about to pin.
-- $1 now  $2 group  $3 version
UPDATE {schema}.request SET pinned_version = $3, pinned_at_us = {now}
 WHERE group_id = $2 AND pinned_version IS NULL RETURNING sha;

-- name: pinned_version_lives
-- Whether its request was pinned lately, or any collector with it was heard of or held a lease.
-- $1 now  $2 group  $3 version  $4 how long
SELECT 1 FROM {schema}.request
 WHERE group_id = $2
   AND (pinned_at_us > {now} - $4
        OR EXISTS (SELECT 1 FROM {schema}.worker
                    WHERE version = $3 AND seen_at_us > {now} - $4)
        OR EXISTS (SELECT 1 FROM {schema}.session
                    WHERE version = $3 AND seen_at_us > {now} - $4)
        OR EXISTS (SELECT 1 FROM {schema}.job
                    WHERE version = $3 AND lease_expires_at_us > {now} - $4)
        OR EXISTS (SELECT 1 FROM {schema}.attempt a
                     JOIN {schema}.job j ON j.id = a.job_id AND j.group_id = $2
                    WHERE a.version = $3 AND a.outcome IN ('succeeded', 'failed')
                      AND a.ended_at_us > {now} - $4));

-- name: pin_request_anew
-- No row: another collector was faster.   $1 now  $2 group  $3 old version  $4 new version
UPDATE {schema}.request SET pinned_version = $4, pinned_at_us = {now}
 WHERE group_id = $2 AND pinned_version = $3 RETURNING sha;

-- name: retry_jobs_of_other_versions
-- Those that have an end of their own: what was cancelled stays so.
-- $1 now  $2 group  $3 actor  $4 version
UPDATE {schema}.job
   SET {anew}
 WHERE group_id = $2 AND state IN ('succeeded', 'failed') AND version <> $4
RETURNING required;

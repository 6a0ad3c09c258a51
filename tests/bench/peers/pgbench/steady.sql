INSERT INTO least.jobs (payload)
VALUES ('{"commit":"8ce228758651cd5c90abd2a9da6fdf32","number":1000000}');
UPDATE least.jobs SET state = 'running'
WHERE id = (SELECT id FROM least.jobs WHERE state = 'queued'
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, payload \gset
UPDATE least.jobs SET state = 'done' WHERE id = :id;

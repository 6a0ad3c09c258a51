UPDATE least.jobs SET state = 'running'
WHERE id = (SELECT id FROM least.jobs WHERE state = 'queued'
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, payload \gset
UPDATE least.jobs SET state = 'done' WHERE id = :id;

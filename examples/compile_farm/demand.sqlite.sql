-- What the queued and running units ask for, compiler by compiler: one slot each. Where `workers`
-- is 0 nobody who is alive has that compiler, and its units wait.
SELECT affinity AS compiler,
       count(*) AS demand,
       count(CASE WHEN state = 'queued' THEN 1 END) AS queued,
       count(CASE WHEN state = 'running' THEN 1 END) AS running,
       (SELECT count(DISTINCT s.worker) FROM session s
          JOIN serving_worker w ON w.name = s.worker
         WHERE s.ended_at_us IS NULL
           AND w.alive_until_us > CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)
           AND instr(' ' || s.version || ' ', ' ' || j.affinity || ' ') > 0) AS workers
  FROM job j
 WHERE queue = 'compile' AND state IN ('queued', 'running')
 GROUP BY affinity
 ORDER BY affinity;

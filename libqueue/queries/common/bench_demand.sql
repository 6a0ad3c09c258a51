-- name: list_demand
-- As the view has it, with the slots as of the caller's clock, which may be another one than that
-- of the view.   $1 now  $2 target or null
SELECT d.target, d.demand, d.queued, d.running, d.unplaceable,
       coalesce((SELECT sum(s.slots) FROM {schema}.collector_slots s
                  WHERE s.target = d.target AND s.live_to_us >= {now}), 0),
       d.draining_slots
  FROM {schema}.target_demand d
 WHERE CAST($2 AS TEXT) IS NULL OR d.target = $2
 ORDER BY d.target;

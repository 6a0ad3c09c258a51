-- name: role_is_known
-- only: postgres
-- $1 role
SELECT 1 FROM pg_roles WHERE rolname::text = $1;

-- name: grant_access
-- only: postgres
-- $1 kind  $2 role
SELECT {schema}.grant_access($1, $2);

-- name: limit_access
-- only: postgres
-- $1 role  $2 queues, as JSON; none: all of them
SELECT {schema}.limit_access(
  $1, ARRAY(SELECT queue FROM json_array_elements_text($2::json) AS given (queue)));

-- name: may_sweep
-- only: postgres
-- Whether our role may end what nobody else ends.
SELECT has_column_privilege('{schema}.job', 'lease_expires_at_us', 'UPDATE')::integer;

-- name: foreign_role
-- only: postgres
-- The role that a worker is bound to, where ours is no member of it; with ours.   $1 worker
SELECT w.role, current_user FROM {schema}.worker w
 WHERE w.name = $1 AND w.role IS NOT NULL
   AND NOT coalesce(pg_has_role(to_regrole(quote_ident(w.role)), 'MEMBER'), false);

-- name: list_indexes
SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name;

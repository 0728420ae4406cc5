-- Merges in slices that are agreed on and not done.
SELECT split_part(tablename, '_', 3)::bigint AS epoch, split_part(tablename, '_', 4)::bigint AS number
FROM pg_tables
WHERE schemaname = 'tidegate_staging' AND tablename LIKE 'slice\_plan\_%'
ORDER BY 1, 2

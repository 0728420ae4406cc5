-- What version 1.0.0 has begun by --merge-slices and not finished. Of such a micro-batch some rows may be in already, and only
-- its staging tables know which are not.
SELECT string_agg(schemaname || '.' || tablename, ', ' ORDER BY tablename) AS plans
FROM pg_tables
WHERE schemaname = 'tidegate_staging' AND tablename LIKE 'slice\_plan\_%'

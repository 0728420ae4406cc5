-- Which database this is. A copy by files has all of this in common with the original but, once it was promoted, the timeline;
-- a copy by pg_dump, or by CREATE DATABASE .. TEMPLATE, has the identity of the stream in common.
SELECT identity::text AS pipeline,
       has_function_privilege('pg_control_system()', 'EXECUTE') AS tells_system,
       has_function_privilege('pg_walfile_name(pg_lsn)', 'EXECUTE')
           AND has_function_privilege('pg_current_wal_lsn()', 'EXECUTE') AS tells_timeline,
       (SELECT oid FROM pg_database WHERE datname = current_database()) AS database_oid
FROM pipeline WHERE stream = ?

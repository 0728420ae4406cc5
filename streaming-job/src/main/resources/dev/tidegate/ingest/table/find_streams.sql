-- Which stream has which table, and whether rows of a table are in that one, too: where one is a partition of the other, at
-- whatever level.
WITH RECURSIVE asked AS (
    SELECT pg_class.oid
    FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = ? AND relname = ?
), above AS (
    SELECT oid FROM asked
    UNION
    SELECT inhparent FROM pg_catalog.pg_inherits JOIN above ON inhrelid = above.oid
), below AS (
    SELECT oid FROM asked
    UNION
    SELECT inhrelid FROM pg_catalog.pg_inherits JOIN below ON inhparent = below.oid
), kin AS (
    SELECT nspname || '.' || relname AS name
    FROM (SELECT oid FROM above UNION SELECT oid FROM below EXCEPT SELECT oid FROM asked) AS others
         JOIN pg_catalog.pg_class USING (oid) JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
)
SELECT stream, target_table, target_table IN (SELECT name FROM kin) AS is_kin FROM public.pipeline

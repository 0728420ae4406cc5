-- Pages of tables, and of all indexes of a table, that were touched since the server counts: in its memory or not.
SELECT relname AS what, coalesce(heap_blks_hit + heap_blks_read, 0) AS pages
FROM pg_statio_all_tables
UNION ALL
SELECT relname || ' (index)', coalesce(idx_blks_hit + idx_blks_read, 0)
FROM pg_statio_all_tables

-- All that the comparison of a stream with its table looks at and that can be changed under a running job, in short. No row where the
-- table is gone. Asked behind the merge, whose lock on the table keeps it from being changed until COMMIT. Of a partition only what
-- the table itself does not have: one that is attached may bring some.
WITH RECURSIVE class AS (
    SELECT class.* FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = ? AND relname = ?
), part AS (
    -- Not by pg_partition_tree, which locks them all.
    SELECT oid FROM class
    UNION ALL
    SELECT inhrelid FROM pg_catalog.pg_inherits JOIN part ON inhparent = part.oid
)
SELECT md5(concat_ws('|',
    relkind, relpersistence, relrowsecurity,
    (SELECT string_agg(concat_ws(' ', attname, atttypid, atttypmod, attcollation, attnotnull, atthasdef, attidentity, attgenerated), ','
                       ORDER BY attnum)
     FROM pg_catalog.pg_attribute WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped),
    (SELECT string_agg(concat_ws(' ', indkey, indnkeyatts, indisvalid, indimmediate, indpred, indexprs), ',' ORDER BY indexrelid)
     FROM part JOIN pg_catalog.pg_index ON indrelid = part.oid
     WHERE indisunique AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = indexrelid)),
    (SELECT string_agg(concat_ws(' ', pg_trigger.oid, tgenabled), ',' ORDER BY pg_trigger.oid)
     FROM part JOIN pg_catalog.pg_trigger ON tgrelid = part.oid
     WHERE NOT tgisinternal AND tgparentid = 0),
    (SELECT string_agg(pg_constraint.oid::text, ',' ORDER BY pg_constraint.oid)
     FROM part JOIN pg_catalog.pg_constraint ON conrelid = part.oid
     WHERE contype IN ('f', 'x', 'c') AND conparentid = 0 AND coninhcount = 0),
    (SELECT string_agg(pg_rewrite.oid::text, ',' ORDER BY pg_rewrite.oid)
     FROM part JOIN pg_catalog.pg_rewrite ON ev_class = part.oid),
    relkind = 'r' AND EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = class.oid))) AS state
FROM class

-- All that the comparison of a stream with its table looks at and that can be changed under a running job, in short. No row where the
-- table is gone. Asked behind the merge, whose lock on the table keeps it from being changed until COMMIT.
SELECT md5(concat_ws('|',
    relkind, relpersistence, relrowsecurity,
    (SELECT string_agg(concat_ws(' ', attname, atttypid, atttypmod, attcollation, attnotnull, atthasdef, attidentity, attgenerated), ','
                       ORDER BY attnum)
     FROM pg_catalog.pg_attribute WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped),
    (SELECT string_agg(concat_ws(' ', indkey, indnkeyatts, indisvalid, indimmediate, indpred, indexprs), ',' ORDER BY indexrelid)
     FROM pg_catalog.pg_index WHERE indrelid = class.oid AND indisunique),
    (SELECT string_agg(concat_ws(' ', pg_trigger.oid, tgenabled), ',' ORDER BY pg_trigger.oid)
     FROM pg_catalog.pg_trigger
     -- Of its partitions, too: one that is attached may bring some. Not by pg_partition_tree, which locks them all.
     WHERE tgrelid IN (WITH RECURSIVE part AS (SELECT class.oid UNION ALL SELECT inhrelid FROM pg_catalog.pg_inherits JOIN part ON inhparent = part.oid)
                       SELECT oid FROM part)
       AND NOT tgisinternal AND tgparentid = 0),
    (SELECT string_agg(oid::text, ',' ORDER BY oid)
     FROM pg_catalog.pg_constraint WHERE conrelid = class.oid AND contype IN ('f', 'x', 'c')),
    (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_catalog.pg_rewrite WHERE ev_class = class.oid),
    relkind = 'r' AND EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = class.oid))) AS state
FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = ? AND relname = ?

-- The unique indexes of a table, and what keeps each from telling rows apart for ON CONFLICT; null where nothing does. Of its
-- partitions those that are on one of them alone: they can refuse rows, too.
WITH RECURSIVE part AS (
    SELECT pg_class.oid, true AS is_whole
    FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = ? AND relname = ?
    UNION
    SELECT inhrelid, false FROM pg_catalog.pg_inherits JOIN part ON inhparent = part.oid
)
SELECT quote_ident(relname) AS name,
       array(SELECT attname FROM unnest(indkey::int2[]) WITH ORDINALITY AS key (number, place)
             JOIN pg_catalog.pg_attribute ON attrelid = indrelid AND attnum = number
             WHERE place <= indnkeyatts ORDER BY place) AS columns,
       CASE WHEN NOT is_whole THEN 'is on one partition'
            WHEN NOT indisvalid THEN 'is not valid'
            WHEN NOT indimmediate THEN 'is deferrable'
            WHEN indpred IS NOT NULL THEN 'is partial'
            WHEN indexprs IS NOT NULL THEN 'is on an expression' END AS flaw
FROM part JOIN pg_catalog.pg_index ON indrelid = part.oid JOIN pg_catalog.pg_class ON pg_class.oid = indexrelid
WHERE indisunique AND (is_whole OR NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = indexrelid))
ORDER BY NOT is_whole, NOT indisprimary, relname

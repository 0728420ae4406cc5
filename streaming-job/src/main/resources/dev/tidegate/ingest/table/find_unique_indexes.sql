-- The unique indexes of a table, and what keeps each from telling rows apart for ON CONFLICT; null where nothing does.
SELECT quote_ident(relname) AS name,
       array(SELECT attname FROM unnest(indkey::int2[]) WITH ORDINALITY AS part (number, place)
             JOIN pg_catalog.pg_attribute ON attrelid = indrelid AND attnum = number
             WHERE place <= indnkeyatts ORDER BY place) AS columns,
       CASE WHEN NOT indisvalid THEN 'is not valid'
            WHEN NOT indimmediate THEN 'is deferrable'
            WHEN indpred IS NOT NULL THEN 'is partial'
            WHEN indexprs IS NOT NULL THEN 'is on an expression' END AS flaw
FROM pg_catalog.pg_index JOIN pg_catalog.pg_class ON pg_class.oid = indexrelid
WHERE indisunique
  AND indrelid = (SELECT pg_class.oid FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
                  WHERE nspname = ? AND relname = ?)
ORDER BY NOT indisprimary, relname

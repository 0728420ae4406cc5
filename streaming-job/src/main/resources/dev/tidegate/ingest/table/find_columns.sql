-- The columns of a table, in their order.
SELECT attname AS name,
       format_type(atttypid, atttypmod) AS type,
       attnotnull AS is_not_null,
       atthasdef AND attgenerated = '' AS has_default,
       attgenerated <> '' AS is_generated,
       attidentity <> '' AS is_identity,
       CASE WHEN collname IS NULL OR pg_collation.oid = 'pg_catalog.default'::regcollation THEN NULL
            WHEN collnamespace = 'pg_catalog'::regnamespace THEN '"' || replace(collname, '"', '""') || '"'
            ELSE '"' || replace(nspname, '"', '""') || '"."' || replace(collname, '"', '""') || '"' END AS collation,
       coalesce(collisdeterministic, true) AS is_deterministic
FROM pg_catalog.pg_attribute
LEFT JOIN pg_catalog.pg_collation ON pg_collation.oid = attcollation
LEFT JOIN pg_catalog.pg_namespace ON pg_namespace.oid = collnamespace
WHERE attrelid = (SELECT pg_class.oid FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
                  WHERE nspname = ? AND relname = ?)
  AND attnum > 0 AND NOT attisdropped
ORDER BY attnum

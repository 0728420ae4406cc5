-- What a table is as a whole; no row where there is none. Of a partitioned one its partitions count, too.
WITH class AS (
    SELECT class.*, nspname
    FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = ? AND relname = ?
), parts AS (
    SELECT oid FROM class
    UNION
    SELECT relid FROM class, pg_catalog.pg_partition_tree(oid)
)
SELECT relkind::text AS kind,
       relpersistence::text AS persistence,
       (SELECT bool_or(part.relrowsecurity) FROM parts JOIN pg_catalog.pg_class AS part USING (oid)) AS has_row_security,
       nspname = 'tidegate_staging' OR nspname = 'public' AND relname IN (
           'summed_events', 'pipeline', 'ingested_files', 'raw_events', 'sales_by_minute', 'sales_by_hour', 'products',
           'product_by_day', 'user_by_day', 'user_total_by_day', 'rejected_events', 'ingest_batches', 'pipeline_status',
           'marked_days', 'marked_cohorts', 'user_first_days', 'cohort_users', 'cohort_revenue', 'buyers_by_gap', 'orders_by_gap', 'users_by_steps',
           'carts_by_day', 'left_in_carts', 'cohort_progress',
           'marked_sessions', 'sessions_by_hour', 'session_ends_by_day', 'sales_by_day', 'product_total_by_day', 'user_bits_by_day',
           'categories_in_bits', 'user_events_by_day', 'recounted_aggregates', 'kept_aggregates') AS is_own,
       EXISTS (SELECT FROM pg_catalog.pg_inherits JOIN pg_catalog.pg_class AS child ON child.oid = inhrelid
               WHERE inhparent = class.oid AND class.relkind = 'r') AS has_heirs,
       (SELECT string_agg(DISTINCT quote_ident(rulename), ', ')
        FROM pg_catalog.pg_rewrite JOIN parts ON ev_class = parts.oid) AS rules,
       (SELECT string_agg(DISTINCT quote_ident(tgname), ', ')
        FROM pg_catalog.pg_trigger JOIN parts ON tgrelid = parts.oid
        WHERE NOT tgisinternal AND tgenabled <> 'D') AS triggers,
       (SELECT string_agg(DISTINCT quote_ident(conname), ', ')
        FROM pg_catalog.pg_constraint JOIN parts ON conrelid = parts.oid
        WHERE contype = 'f' AND conparentid = 0) AS foreign_keys,
       (SELECT string_agg(DISTINCT quote_ident(conname), ', ')
        FROM pg_catalog.pg_constraint JOIN parts ON conrelid = parts.oid
        WHERE contype = 'x') AS exclusions,
       relkind = 'p' OR EXISTS (SELECT FROM pg_catalog.pg_constraint JOIN parts ON conrelid = parts.oid WHERE contype = 'c') AS has_checks,
       (SELECT array_agg(coalesce(attname, '(an expression)') ORDER BY place)
        FROM pg_catalog.pg_partitioned_table
        CROSS JOIN LATERAL unnest(partattrs) WITH ORDINALITY AS part (number, place)
        LEFT JOIN pg_catalog.pg_attribute ON attrelid = partrelid AND attnum = part.number AND part.number > 0
        WHERE partrelid = class.oid) AS partitioned_by,
       (SELECT string_agg(privilege, ', ')
        FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS privilege
        WHERE NOT has_table_privilege(class.oid, privilege)) AS missing_rights,
       has_schema_privilege(relnamespace, 'USAGE') AS may_use_schema,
       quote_ident(current_user) AS role
FROM class

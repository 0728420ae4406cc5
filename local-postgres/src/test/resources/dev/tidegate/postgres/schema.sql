-- All that a schema of ours consists of, one line each, whatever the order in which columns and objects were made.
SELECT line FROM (
    SELECT format('column %s.%s %s%s%s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod),
                  CASE WHEN attnotnull THEN ' not null' END, CASE WHEN attcollation <> 0 THEN ' collate ' || attcollation::regcollation END,
                  (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum)) AS line
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v')
    UNION ALL
    SELECT format('comment on %s.%s: %s', relname, attname, coalesce(col_description(pg_class.oid, attnum), obj_description(pg_class.oid, 'pg_class')))
    FROM pg_class LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v')
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('view %s: %s', oid::regclass, pg_get_viewdef(oid))
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
    UNION ALL
    SELECT pg_get_functiondef(oid) || coalesce(obj_description(oid, 'pg_proc'), '') FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT format('sequence %s: cache %s, increment %s', seqrelid::regclass, seqcache, seqincrement) FROM pg_sequence
) AS lines
ORDER BY line COLLATE "C"

-- What a server and a database must be like, in one row. to_regclass is null where a table is missing.
SELECT current_setting('server_version') AS version,
       current_setting('server_version_num')::int AS version_number,
       pg_is_in_recovery() AS is_standby,
       pg_encoding_to_char((SELECT encoding FROM pg_database WHERE datname = current_database())) AS encoding,
       current_user AS role,
       to_regclass('public.pipeline') IS NOT NULL AS has_schema,
       (SELECT string_agg(lacking, ', ') FROM (
        SELECT format('%s on %s', needed.privilege, needed.relation) AS lacking
        FROM (VALUES ('raw_events', 'SELECT'), ('raw_events', 'INSERT'), ('raw_events', 'UPDATE'),
                     ('ingested_files', 'SELECT'), ('ingested_files', 'INSERT'), ('ingested_files', 'UPDATE'),
                     ('ingest_batches', 'SELECT'), ('ingest_batches', 'INSERT'), ('ingest_batches', 'DELETE'),
                     ('rejected_events', 'SELECT'), ('rejected_events', 'INSERT'), ('rejected_events', 'UPDATE'),
                     ('rejected_events', 'DELETE'), ('pipeline', 'SELECT'), ('pipeline', 'UPDATE'), ('pipeline_status', 'SELECT')
             ) AS needed (relation, privilege)
        WHERE NOT coalesce(has_table_privilege(to_regclass('public.' || needed.relation), needed.privilege), false)
        UNION ALL
        SELECT format('USAGE on sequence %s', needed.sequence)
        FROM (VALUES ('ingested_file_ids'), ('ingest_batch_ids')) AS needed (sequence)
        WHERE has_sequence_privilege(to_regclass('public.' || needed.sequence), 'USAGE') IS FALSE
       ) AS missing) AS missing_rights,
       coalesce(has_function_privilege(to_regprocedure('public.aggregate_differences()'), 'EXECUTE'), false) AS may_recount,
       has_database_privilege(current_database(), 'TEMPORARY') AS may_make_temp_tables,
       -- Those that keep the aggregates; one less where events lie in months and nobody looks that each is in one only.
       (SELECT count(*) FILTER (WHERE tgname LIKE 'aggregate\_%')
               - CASE WHEN min(relkind) = 'p' AND count(*) FILTER (WHERE tgname LIKE 'across\_months\_%') < 2 THEN 1 ELSE 0 END
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE tgrelid = to_regclass('public.raw_events') AND tgenabled IN ('O', 'A')) AS triggers

-- What a job needs before it touches anything. Of a table that is missing nobody lacks a right: the version of the schema tells.
SELECT current_setting('server_version_num')::int AS server_version,
       to_regclass('public.pipeline') IS NOT NULL AS has_schema,
       pg_is_in_recovery() AS is_standby,
       (SELECT string_agg(lacking, ', ') FROM (
        SELECT format('%s on %s', needed.privilege, needed.relation) AS lacking
        FROM (VALUES ('raw_events', 'SELECT'), ('raw_events', 'INSERT'), ('raw_events', 'UPDATE'),
                     ('ingested_files', 'SELECT'), ('ingested_files', 'INSERT'), ('ingested_files', 'UPDATE'),
                     ('ingest_batches', 'INSERT'), ('rejected_events', 'INSERT'),
                     ('summed_events', 'SELECT'), ('summed_events', 'INSERT'), ('summed_events', 'DELETE'), ('summed_events', 'TRUNCATE'),
                     ('pipeline', 'SELECT'), ('pipeline', 'UPDATE'),
                     ('pipeline_status', 'SELECT'), ('pipeline_status', 'INSERT'), ('pipeline_status', 'UPDATE')
             ) AS needed (relation, privilege)
        WHERE has_table_privilege(to_regclass('public.' || needed.relation), needed.privilege) IS FALSE
        UNION ALL
        SELECT format('USAGE on sequence %s', needed.sequence)
        FROM (VALUES ('ingested_file_ids'), ('ingest_batch_ids')) AS needed (sequence)
        WHERE has_sequence_privilege(to_regclass('public.' || needed.sequence), 'USAGE') IS FALSE
        UNION ALL
        SELECT 'EXECUTE on raise_ids' WHERE has_function_privilege(to_regprocedure('public.raise_ids(bigint)'), 'EXECUTE') IS FALSE
       ) AS missing) AS missing_rights,
       coalesce(has_schema_privilege(to_regnamespace('tidegate_staging'), 'CREATE'), false) AS may_stage,
       has_database_privilege(current_database(), 'TEMPORARY') AS may_make_temp_tables

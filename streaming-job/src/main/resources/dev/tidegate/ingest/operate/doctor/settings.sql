-- Sizes in bytes, so that they can be compared.
SELECT name,
       CASE WHEN unit IN ('8kB', 'kB', 'MB') THEN pg_size_bytes(current_setting(name))::text ELSE setting END AS value,
       current_setting(name) AS shown
FROM pg_settings
WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum', 'track_counts', 'default_transaction_isolation',
               'default_transaction_read_only', 'session_replication_role', 'shared_buffers', 'max_wal_size', 'temp_file_limit',
               'statement_timeout', 'max_connections')

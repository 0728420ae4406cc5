-- Waits for the disk like any other: a mark that a crash of the server took back would stay away until the job starts again.
UPDATE ingested_files AS ledger
SET state = CASE ledger.state WHEN 'loaded' THEN 'archived' ELSE ledger.state END,
    archived_at = clock_timestamp(),
    archive_path = moved.archive_path
FROM unnest(?::bigint[], ?::text[]) AS moved (file_id, archive_path)
WHERE ledger.file_id = moved.file_id AND ledger.archived_at IS NULL

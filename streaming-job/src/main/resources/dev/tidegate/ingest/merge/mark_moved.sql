-- Waits for the disk like any other: a mark that a crash of the server took back would stay away until the next session of the job.
-- One that was marked before keeps what it says; it is counted, too, so that a row that is not there is noticed.
UPDATE ingested_files AS ledger
SET state = CASE ledger.state WHEN 'loaded' THEN 'archived' ELSE ledger.state END,
    archived_at = coalesce(ledger.archived_at, clock_timestamp()),
    archive_path = CASE WHEN ledger.archived_at IS NULL THEN moved.archive_path ELSE ledger.archive_path END
FROM unnest(?::bigint[], ?::text[], ?::text[]) AS moved (file_id, path, archive_path)
WHERE ledger.stream = ? AND ledger.file_id = moved.file_id AND ledger.path = moved.path

-- Archived, removed, and kept nowhere. One that was marked before keeps what it says.
UPDATE ingested_files AS ledger
SET state = CASE ledger.state WHEN 'loaded' THEN 'archived' ELSE ledger.state END,
    archived_at = coalesce(ledger.archived_at, clock_timestamp()),
    removed_at = coalesce(ledger.removed_at, clock_timestamp()),
    archive_path = CASE WHEN ledger.archived_at IS NULL THEN NULL ELSE ledger.archive_path END
FROM unnest(?::bigint[], ?::text[]) AS deleted (file_id, path)
WHERE ledger.stream = ? AND ledger.file_id = deleted.file_id AND ledger.path = deleted.path

-- Not worth a wait for the disk: a mark that gets lost is made again by the next start, which finds the file in its place.
UPDATE ingested_files AS ledger
SET state = CASE ledger.state WHEN 'loaded' THEN 'archived' ELSE ledger.state END,
    archived_at = clock_timestamp(),
    archive_path = moved.archive_path
FROM unnest(?::bigint[], ?::text[]) AS moved (file_id, archive_path),
     (SELECT set_config('synchronous_commit', 'off', true)) AS not_waiting
WHERE ledger.file_id = moved.file_id AND ledger.archived_at IS NULL

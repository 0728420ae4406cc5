-- Which of these files of the archive (or the quarantine folder) have no row in the ledger. A file whose move is not yet marked
-- may lie under another path than the row says.
SELECT listed.path
FROM unnest(?::text[], ?::bigint[]) AS listed (path, file_id)
WHERE NOT EXISTS (
    SELECT FROM ingested_files AS ledger
    WHERE ledger.stream = ? AND ledger.file_id = listed.file_id AND ledger.replay_of IS NULL AND (ledger.state = 'quarantined') = ?
      AND (ledger.archive_path = listed.path OR ledger.archived_at IS NULL))

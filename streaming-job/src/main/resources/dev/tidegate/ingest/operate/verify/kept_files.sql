-- A page of the deliveries that are kept in a folder, or on their way there.
SELECT ledger.*, encode(ledger.sha256, 'hex') AS sha256_hex
FROM ingested_files AS ledger
WHERE ledger.stream = ? AND ledger.file_id > ? AND ledger.file_id <= ? AND ledger.replay_of IS NULL AND ledger.state <> 'missing'
  AND ledger.archive_path IS NOT NULL AND ledger.removed_at IS NULL
ORDER BY ledger.file_id
LIMIT ?

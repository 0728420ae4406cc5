SELECT ledger.*, encode(ledger.sha256, 'hex') AS sha256_hex
FROM ingested_files AS ledger
WHERE ledger.stream = ? AND ledger.file_id <= ? AND ledger.replay_of IS NULL AND ledger.state <> 'missing'
  AND ledger.archive_path IS NOT NULL AND ledger.removed_at IS NULL
ORDER BY random()
LIMIT ?

SELECT ledger.*, encode(ledger.sha256, 'hex') AS sha256_hex
FROM ingested_files AS ledger
WHERE ledger.stream = ? AND ledger.file_id = ?

SELECT ledger.*, encode(ledger.sha256, 'hex') AS sha256_hex
FROM ingested_files AS ledger
WHERE ledger.file_id = ?

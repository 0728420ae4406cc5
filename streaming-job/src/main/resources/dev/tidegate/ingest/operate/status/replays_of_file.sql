-- Found by the path, which a replay shares with the delivery and which has an index.
SELECT ledger.*, encode(ledger.sha256, 'hex') AS sha256_hex
FROM ingested_files AS ledger
WHERE ledger.stream = ? AND ledger.path = ? AND ledger.replay_of = ?
ORDER BY ledger.file_id

-- Deliveries by id, name or time, oldest first: in the order in which they were loaded.
WITH asked AS (
    SELECT ?::text AS stream, ?::bigint AS file_id, ?::text AS pattern, ?::timestamptz AS since
)
SELECT ledger.*, encode(ledger.sha256, 'hex') AS sha256_hex
FROM asked CROSS JOIN ingested_files AS ledger
WHERE ledger.stream = asked.stream AND ledger.replay_of IS NULL AND ledger.state <> 'missing'
  AND (asked.file_id IS NULL OR ledger.file_id = asked.file_id)
  AND (asked.pattern IS NULL OR ledger.path LIKE asked.pattern)
  AND (asked.since IS NULL OR ledger.loaded_at >= asked.since)
ORDER BY ledger.file_id

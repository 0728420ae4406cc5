-- The newest rows of the ledger, each with the row by which its file was delivered.
WITH asked AS (
    SELECT ?::text AS stream, ?::text AS state, ?::timestamptz AS since, ?::text AS pattern
)
SELECT ledger.*, encode(ledger.sha256, 'hex') AS sha256_hex
FROM asked CROSS JOIN ingested_files AS ledger
WHERE ledger.stream = asked.stream AND (asked.state IS NULL OR ledger.state = asked.state)
  AND (asked.since IS NULL OR ledger.loaded_at >= asked.since)
  AND (asked.pattern IS NULL OR ledger.path LIKE asked.pattern)
ORDER BY ledger.file_id DESC
LIMIT ?

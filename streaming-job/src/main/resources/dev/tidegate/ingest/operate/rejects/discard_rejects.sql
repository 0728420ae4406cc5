WITH asked AS (
    SELECT ?::text AS stream, ?::text AS reason, ?::bigint AS file_id, ?::timestamptz AS since
)
UPDATE rejected_events AS reject
SET resolved_at = clock_timestamp(), resolution = 'discarded'
FROM asked, ingested_files AS ledger
WHERE reject.stream = asked.stream AND ledger.file_id = reject.file_id AND reject.resolved_at IS NULL
  AND (asked.reason IS NULL OR reject.reason = asked.reason)
  AND (asked.file_id IS NULL OR asked.file_id IN (ledger.file_id, ledger.replay_of))
  AND (asked.since IS NULL OR reject.rejected_at >= asked.since)

-- Dead letters in the order of their files, each with the delivery that its bytes are from.
WITH asked AS (
    SELECT ?::text AS stream, ?::text AS reason, ?::bigint AS file_id, ?::timestamptz AS since, ?::boolean AS settled_too
)
SELECT reject.file_id, coalesce(ledger.replay_of, ledger.file_id) AS delivery_id, ledger.path, reject.line, reject.byte_offset,
       reject.byte_length, reject.rejected_at, reject.resolved_at, reject.resolution, reject.reason, reject.column_name,
       reject.message, reject.raw
FROM asked CROSS JOIN rejected_events AS reject JOIN ingested_files AS ledger ON ledger.file_id = reject.file_id
WHERE reject.stream = asked.stream AND (asked.settled_too OR reject.resolved_at IS NULL)
  AND (asked.reason IS NULL OR reject.reason = asked.reason)
  AND (asked.file_id IS NULL OR asked.file_id IN (ledger.file_id, ledger.replay_of))
  AND (asked.since IS NULL OR reject.rejected_at >= asked.since)
ORDER BY delivery_id, reject.byte_offset, reject.file_id
LIMIT ?

WITH asked AS (
    SELECT ?::text AS stream, ?::text AS reason, ?::bigint AS file_id, ?::timestamptz AS since, ?::boolean AS settled_too
)
SELECT reject.reason, count(*) AS rejects
FROM asked CROSS JOIN rejected_events AS reject JOIN ingested_files AS ledger ON ledger.file_id = reject.file_id
WHERE reject.stream = asked.stream AND (asked.settled_too OR reject.resolved_at IS NULL)
  AND (asked.reason IS NULL OR reject.reason = asked.reason)
  AND (asked.file_id IS NULL OR asked.file_id IN (ledger.file_id, ledger.replay_of))
  AND (asked.since IS NULL OR reject.rejected_at >= asked.since)
GROUP BY reject.reason
ORDER BY rejects DESC, reject.reason

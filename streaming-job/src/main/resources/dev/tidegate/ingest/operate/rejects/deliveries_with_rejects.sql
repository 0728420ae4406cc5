-- The deliveries that open dead letters are from, with the places of these in the file.
WITH asked AS (
    SELECT ?::text AS stream, ?::text AS reason, ?::bigint AS file_id, ?::timestamptz AS since
), open_reject AS (
    SELECT coalesce(ledger.replay_of, ledger.file_id) AS delivery_id, array_agg(reject.byte_offset) AS places
    FROM asked CROSS JOIN rejected_events AS reject JOIN ingested_files AS ledger ON ledger.file_id = reject.file_id
    WHERE reject.stream = asked.stream AND reject.resolved_at IS NULL
      AND (asked.reason IS NULL OR reject.reason = asked.reason)
      AND (asked.file_id IS NULL OR asked.file_id IN (ledger.file_id, ledger.replay_of))
      AND (asked.since IS NULL OR reject.rejected_at >= asked.since)
    GROUP BY 1
)
SELECT delivery.*, encode(delivery.sha256, 'hex') AS sha256_hex, open_reject.places
FROM open_reject JOIN ingested_files AS delivery ON delivery.file_id = open_reject.delivery_id
ORDER BY delivery.file_id

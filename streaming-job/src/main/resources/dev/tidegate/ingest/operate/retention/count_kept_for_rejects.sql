-- Files that are old enough and stay because of open dead letters.
SELECT count(DISTINCT delivery.file_id) AS files
FROM rejected_events AS reject JOIN ingested_files AS ledger USING (file_id)
     JOIN ingested_files AS delivery ON delivery.file_id = coalesce(ledger.replay_of, ledger.file_id)
WHERE reject.stream = ? AND reject.resolved_at IS NULL AND delivery.archived_at < ? AND delivery.removed_at IS NULL

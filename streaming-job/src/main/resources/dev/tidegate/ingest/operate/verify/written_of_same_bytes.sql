-- The same, where the rows of files of the same bytes are from the first one that was loaded.
SELECT source.file_id, sum(ledger.inserted + ledger.updated) AS events
FROM ingested_files AS ledger CROSS JOIN LATERAL (
    SELECT coalesce(min(first.file_id), coalesce(ledger.replay_of, ledger.file_id)) AS file_id
    FROM ingested_files AS first
    WHERE first.stream = ledger.stream AND first.sha256 = ledger.sha256 AND first.state IN ('loaded', 'archived') AND first.replay_of IS NULL
) AS source
WHERE ledger.stream = ? AND ledger.file_id > ? AND ledger.file_id <= ?
GROUP BY 1

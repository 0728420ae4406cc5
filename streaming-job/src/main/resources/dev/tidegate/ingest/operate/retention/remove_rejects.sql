-- Settled dead letters that are old enough; the ledger keeps how many.
WITH removed AS (
    DELETE FROM rejected_events WHERE stream = ? AND resolved_at < ? RETURNING file_id
), counted AS (
    SELECT file_id, count(*) AS rejects FROM removed GROUP BY file_id
), marked AS (
    UPDATE ingested_files AS ledger SET rejects_removed = ledger.rejects_removed + counted.rejects
    FROM counted WHERE ledger.file_id = counted.file_id
)
SELECT count(*) AS rejects FROM removed

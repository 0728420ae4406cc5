-- Retention removes the oldest micro-batches, so a gap counts only behind the oldest one that is there.
WITH ledger AS (
    SELECT batch_id, count(*) AS files, sum(records_read) AS records_read
    FROM ingested_files
    WHERE file_id > ? AND file_id <= ?
    GROUP BY batch_id
), batch AS (
    SELECT batch_id, files, records_read FROM ingest_batches WHERE batch_id > ? AND batch_id <= ?
)
SELECT format('micro-batch %s', batch_id) AS subject,
       CASE WHEN batch.files IS NULL THEN format('it is missing, and the ledger has %s files of it', ledger.files)
            ELSE format('it says %s files and %s records, the ledger %s and %s', batch.files, batch.records_read,
                        coalesce(ledger.files, 0), coalesce(ledger.records_read, 0))
       END AS detail
FROM batch FULL JOIN ledger USING (batch_id)
WHERE batch_id >= (SELECT min(batch_id) FROM ingest_batches)
  AND (batch.files, batch.records_read) IS DISTINCT FROM (ledger.files, ledger.records_read)
ORDER BY batch_id

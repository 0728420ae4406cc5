-- Retention removes the oldest micro-batches, so a gap counts only behind the oldest one that is there.
WITH asked AS NOT MATERIALIZED (
    SELECT ?::text AS stream, ?::bigint AS from_file, ?::bigint AS until_file, ?::bigint AS from_batch, ?::bigint AS until_batch
), ledger AS (
    SELECT batch_id, count(*) AS files, sum(records_read) AS records_read
    FROM asked JOIN ingested_files USING (stream)
    WHERE file_id > from_file AND file_id <= until_file
    GROUP BY batch_id
), batch AS (
    SELECT batch_id, files, records_read FROM asked JOIN ingest_batches USING (stream)
    WHERE batch_id > from_batch AND batch_id <= until_batch
)
SELECT format('micro-batch %s', batch_id) AS subject,
       CASE WHEN batch.files IS NULL THEN format('it is missing, and the ledger has %s files of it', ledger.files)
            ELSE format('it says %s files and %s records, the ledger %s and %s', batch.files, batch.records_read,
                        coalesce(ledger.files, 0), coalesce(ledger.records_read, 0))
       END AS detail
FROM batch FULL JOIN ledger USING (batch_id)
WHERE batch_id >= (SELECT min(batch_id) FROM asked JOIN ingest_batches USING (stream))
  AND (batch.files, batch.records_read) IS DISTINCT FROM (ledger.files, ledger.records_read)
ORDER BY batch_id

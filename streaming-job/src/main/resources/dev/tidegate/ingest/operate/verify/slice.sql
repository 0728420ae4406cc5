-- A slice of the ledger of a stream: the files behind one, so many and then to the end of a micro-batch; ids rise with the
-- micro-batches.
WITH last AS (
    SELECT stream, file_id, batch_id FROM ingested_files
    WHERE stream = ? AND file_id > ? AND file_id <= ? ORDER BY file_id LIMIT 1 OFFSET ?
)
SELECT next.file_id - 1 AS until_file, last.batch_id AS until_batch
FROM last CROSS JOIN LATERAL (
    SELECT file_id FROM ingested_files
    WHERE ingested_files.stream = last.stream AND ingested_files.file_id > last.file_id AND ingested_files.batch_id > last.batch_id
    ORDER BY file_id
    LIMIT 1
) AS next
WHERE next.file_id <= ?

WITH ledger AS (
    SELECT count(*) AS files, coalesce(sum(records_read), 0) AS records_read, coalesce(sum(inserted), 0) AS inserted,
           coalesce(sum(updated), 0) AS updated, coalesce(sum(unchanged), 0) AS unchanged, coalesce(sum(stale), 0) AS stale,
           coalesce(sum(duplicate), 0) AS duplicate, coalesce(sum(filtered), 0) AS filtered,
           coalesce(sum(rejected), 0) AS rejected, coalesce(max(file_id), 0) AS last_file_id, coalesce(max(batch_id), 0) AS last_batch
    FROM ingested_files
)
SELECT format('total of %s', total.name) AS subject, format('pipeline says %s, the ledger %s', total.said, total.summed) AS detail
FROM pipeline CROSS JOIN ledger CROSS JOIN LATERAL (
    VALUES ('files', pipeline.files, ledger.files), ('records_read', pipeline.records_read, ledger.records_read),
           ('inserted', pipeline.inserted, ledger.inserted), ('updated', pipeline.updated, ledger.updated),
           ('unchanged', pipeline.unchanged, ledger.unchanged), ('stale', pipeline.stale, ledger.stale),
           ('duplicate', pipeline.duplicate, ledger.duplicate), ('filtered', pipeline.filtered, ledger.filtered),
           ('rejected', pipeline.rejected, ledger.rejected)
) AS total (name, said, summed)
WHERE pipeline.name = 'tidegate' AND total.said <> total.summed
UNION ALL
SELECT 'counter of files', format('pipeline says %s, the ledger has file %s', pipeline.last_file_id, ledger.last_file_id)
FROM pipeline CROSS JOIN ledger
WHERE pipeline.name = 'tidegate' AND pipeline.last_file_id < ledger.last_file_id
UNION ALL
SELECT 'counter of micro-batches', format('pipeline says %s, the ledger has micro-batch %s', pipeline.last_batch, ledger.last_batch)
FROM pipeline CROSS JOIN ledger
WHERE pipeline.name = 'tidegate' AND pipeline.last_batch < ledger.last_batch

-- Where the ledger ends now, and what the totals are at this very moment: rows of the ledger up to here never change their
-- counts, so the totals can be compared with sums that are made later, slice by slice.
SELECT coalesce(newest.file_id, 0) AS last_file_id, coalesce(newest.batch_id, 0) AS newest_batch,
       (SELECT coalesce(max(batch_id), 0) FROM ingest_batches) AS newest_batch_row,
       pipeline.name IS NOT NULL AS has_totals, pipeline.last_file_id AS counter_of_files, pipeline.last_batch AS counter_of_batches,
       pipeline.files, pipeline.records_read, pipeline.inserted, pipeline.updated, pipeline.unchanged, pipeline.stale,
       pipeline.duplicate, pipeline.filtered, pipeline.rejected
FROM (SELECT) AS always
     LEFT JOIN pipeline ON pipeline.name = 'tidegate'
     LEFT JOIN (SELECT file_id, batch_id FROM ingested_files ORDER BY file_id DESC LIMIT 1) AS newest ON true

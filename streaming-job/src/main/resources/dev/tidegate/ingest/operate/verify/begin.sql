-- Where the ledger of a stream ends now, and what the totals are at this very moment: rows of the ledger up to here never change
-- their counts, so the totals can be compared with sums that are made later, slice by slice.
SELECT coalesce(newest.file_id, 0) AS last_file_id, coalesce(newest.batch_id, 0) AS newest_batch,
       coalesce(newest_row.batch_id, 0) AS newest_batch_row,
       pipeline.stream IS NOT NULL AS has_totals, pipeline.last_file_id AS counter_of_files, pipeline.last_batch AS counter_of_batches,
       pipeline.files, pipeline.records_read, pipeline.inserted, pipeline.updated, pipeline.unchanged, pipeline.stale,
       pipeline.duplicate, pipeline.filtered, pipeline.rejected
FROM (SELECT ?::text AS stream) AS asked
     LEFT JOIN pipeline USING (stream)
     LEFT JOIN LATERAL (SELECT file_id, batch_id FROM ingested_files WHERE stream = asked.stream
                        ORDER BY file_id DESC LIMIT 1) AS newest ON true
     LEFT JOIN LATERAL (SELECT max(batch_id) AS batch_id FROM ingest_batches WHERE stream = asked.stream) AS newest_row ON true

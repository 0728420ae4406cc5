-- No row before the first micro-batch.
-- The files of a batch are the newest of the stream: the ledger may be long, and has no index by batch.
SELECT b.batch_id,
       b.files AS batch_files,
       b.records_read AS batch_records,
       b.read_ms + b.stage_ms + b.merge_ms AS batch_ms,
       coalesce((SELECT extract(epoch FROM b.committed_at - min(f.modified_at)) * 1000
                 FROM (SELECT * FROM ingested_files WHERE stream = p.stream ORDER BY file_id DESC LIMIT b.files) AS f), 0)::bigint AS lag_ms
FROM pipeline AS p
JOIN ingest_batches AS b ON b.batch_id = p.last_batch
WHERE p.stream = 'events'

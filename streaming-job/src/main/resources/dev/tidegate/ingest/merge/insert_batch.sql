INSERT INTO ingest_batches (stream, batch_id, epoch, spark_batch_id, query_id, files, records_read, started_at, read_ms, stage_ms, merge_ms,
                            committed_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp())

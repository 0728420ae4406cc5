-- The newest one of the job stays, whatever its age: a status has something to show.
DELETE FROM ingest_batches
WHERE committed_at < ? AND batch_id < (SELECT max(batch_id) FROM ingest_batches WHERE spark_batch_id >= 0)

-- The newest one of the job stays, whatever its age: a status has something to show.
WITH asked AS (
    SELECT ?::text AS stream, ?::timestamptz AS before
)
DELETE FROM ingest_batches AS batch
USING asked
WHERE batch.stream = asked.stream AND batch.committed_at < asked.before
  AND batch.batch_id < (SELECT max(batch_id) FROM ingest_batches AS newest WHERE newest.stream = asked.stream AND spark_batch_id >= 0)

-- The fence for who works beside a running job: it locks the row and takes numbers like the job, and leaves the epoch to it.
WITH passed AS (
    UPDATE pipeline SET epoch = epoch WHERE stream = ?
    RETURNING stream, epoch, last_batch, last_file_id, ?::int AS files
)
SELECT passed.stream, passed.epoch, passed.last_batch, passed.last_file_id, nextval('ingest_batch_ids') AS batch_id,
       ARRAY(SELECT nextval('ingested_file_ids') FROM generate_series(1, passed.files)) AS file_ids, clock_timestamp() AS loaded_at
FROM passed

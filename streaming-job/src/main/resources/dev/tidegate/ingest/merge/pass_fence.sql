-- The fence: one statement locks the row of the stream, proves that this job still holds the epoch, and then takes the number of
-- the micro-batch and an id for each of its files. Both stand in the list of what is selected from the row that the UPDATE returns:
-- no plan takes a number before the row is locked, so the ids of a stream rise in the order of its commits. No row: another job
-- has taken over.
WITH passed AS (
    UPDATE pipeline SET epoch = epoch WHERE stream = ? AND epoch = ?
    RETURNING stream, epoch, last_batch, last_file_id, ?::int AS files
)
SELECT passed.stream, passed.epoch, passed.last_batch, passed.last_file_id, nextval('ingest_batch_ids') AS batch_id,
       ARRAY(SELECT nextval('ingested_file_ids') FROM generate_series(1, passed.files)) AS file_ids, clock_timestamp() AS loaded_at
FROM passed

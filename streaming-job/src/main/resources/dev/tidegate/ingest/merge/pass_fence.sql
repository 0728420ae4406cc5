-- The fence: one statement locks the pipeline's row, proves that this job still holds the epoch, and allots the number of
-- the micro-batch and the ids of its files. No row: another job has taken over.
UPDATE pipeline
SET last_batch = last_batch + 1,
    last_file_id = last_file_id + ?
WHERE name = ? AND epoch = ?
RETURNING last_batch AS batch_id, epoch, last_file_id - ? AS base_file_id, clock_timestamp() AS loaded_at

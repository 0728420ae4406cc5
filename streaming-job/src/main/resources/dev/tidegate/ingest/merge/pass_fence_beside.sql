-- The fence for who works beside a running job: it locks the row and allots ids like the job, and leaves the epoch to it.
UPDATE pipeline
SET last_batch = last_batch + 1,
    last_file_id = last_file_id + ?
WHERE name = ?
RETURNING last_batch AS batch_id, epoch, last_file_id - ? AS base_file_id, clock_timestamp() AS loaded_at

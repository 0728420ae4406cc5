-- The folders may know of later epochs than a database that was restored.
UPDATE pipeline
SET epoch = greatest(epoch, ?) + 1, owner = ?, started_at = clock_timestamp()
WHERE stream = ?
RETURNING epoch

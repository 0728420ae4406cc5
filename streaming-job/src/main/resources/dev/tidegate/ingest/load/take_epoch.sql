UPDATE pipeline
SET epoch = epoch + 1, owner = ?, started_at = clock_timestamp()
WHERE name = ?
RETURNING epoch

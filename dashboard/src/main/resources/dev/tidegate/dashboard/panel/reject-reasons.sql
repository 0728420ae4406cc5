-- The time finds the rows, and the stream only picks among them: else all rejects of the stream would be gone through.
WITH refused AS MATERIALIZED (
    SELECT stream, reason, column_name, rejects, open, files, newest FROM rejects_by_reason
)
SELECT stream, reason, column_name, rejects, open, files, newest
FROM refused
WHERE CAST(:stream AS text) IS NULL OR stream = CAST(:stream AS text)
ORDER BY rejects DESC, stream, reason, column_name

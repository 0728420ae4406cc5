SELECT stream, reason, column_name, rejects, open, files, newest
FROM rejects_by_reason
WHERE CAST(:stream AS text) IS NULL OR stream = CAST(:stream AS text)
ORDER BY rejects DESC, stream, reason, column_name

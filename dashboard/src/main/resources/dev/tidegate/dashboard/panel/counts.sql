SELECT stream, files, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected
FROM ingest_status
WHERE CAST(:stream AS text) IS NULL OR stream = CAST(:stream AS text)
ORDER BY stream <> 'events', stream

SELECT files, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected FROM ingest_status
ORDER BY stream <> 'events', stream
LIMIT 1

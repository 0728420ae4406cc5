SELECT files, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected FROM ingest_status

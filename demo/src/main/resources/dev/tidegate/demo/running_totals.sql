-- What the job has added up of each stream that ever ran.
SELECT stream, files, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected
FROM pipeline

SELECT files, since, median_seconds, p95_seconds, max_seconds FROM ingest_lag
ORDER BY stream <> 'events', stream
LIMIT 1

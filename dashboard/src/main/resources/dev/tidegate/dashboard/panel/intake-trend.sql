SELECT m.minute, coalesce(t.records_read, 0) AS records_read, coalesce(t.events_per_second, 0) AS events_per_second,
       coalesce(t.batches, 0) AS batches, coalesce(t.files, 0) AS files, t.mean_batch_seconds, t.max_batch_seconds
FROM generate_series(date_bin('1 minute', now() - interval '59 minutes', 'epoch'), now(), interval '1 minute') AS m (minute)
LEFT JOIN ingest_trend_between(date_bin('1 minute', now() - interval '59 minutes', 'epoch'), 'infinity', interval '1 minute') AS t
    ON t.bucket_start = m.minute
ORDER BY m.minute

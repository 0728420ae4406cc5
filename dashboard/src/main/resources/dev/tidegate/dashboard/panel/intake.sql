-- A stream that is not there has three rows of zeros, too.
SELECT p.period, coalesce(sum(r.batches), 0)::bigint AS batches, coalesce(sum(r.files), 0)::bigint AS files,
       coalesce(sum(r.records_read), 0)::bigint AS records_read,
       round(coalesce(sum(r.records_read), 0) / extract(epoch FROM p.period::interval), 2) AS events_per_second
FROM (VALUES ('1 minute'), ('1 hour'), ('24 hours')) AS p (period)
LEFT JOIN ingest_rate AS r ON r.period = p.period AND (CAST(:stream AS text) IS NULL OR r.stream = CAST(:stream AS text))
GROUP BY p.period
ORDER BY p.period::interval

-- The time finds the rows, and the stream only picks among them: else all micro-batches of the stream would be gone through.
WITH day AS MATERIALIZED (
    SELECT stream, committed_at, files, records_read FROM batch_ledger WHERE committed_at > now() - interval '24 hours'
)
SELECT p.period, count(d.committed_at) AS batches, coalesce(sum(d.files), 0) AS files, coalesce(sum(d.records_read), 0)::bigint AS records_read,
       round(coalesce(sum(d.records_read), 0) / extract(epoch FROM p.period::interval), 2) AS events_per_second
FROM (VALUES ('1 minute'), ('1 hour'), ('24 hours')) AS p (period)
LEFT JOIN day AS d ON d.committed_at > now() - p.period::interval AND (CAST(:stream AS text) IS NULL OR d.stream = CAST(:stream AS text))
GROUP BY p.period
ORDER BY p.period::interval

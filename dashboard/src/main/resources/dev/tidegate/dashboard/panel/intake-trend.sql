-- The time finds the rows, and the stream only picks among them: else all micro-batches of the stream would be gone through.
WITH hour AS MATERIALIZED (
    SELECT date_bin('1 minute', committed_at, 'epoch') AS minute, stream, files, records_read, seconds
    FROM batch_ledger
    WHERE committed_at >= date_bin('1 minute', now() - interval '59 minutes', 'epoch')
), loaded AS (
    SELECT minute, count(*) AS batches, sum(files) AS files, sum(records_read)::bigint AS records_read,
           round(sum(records_read) / 60.0, 2) AS events_per_second, round(avg(seconds), 3) AS mean_batch_seconds,
           max(seconds) AS max_batch_seconds
    FROM hour
    WHERE CAST(:stream AS text) IS NULL OR stream = CAST(:stream AS text)
    GROUP BY minute
)
SELECT m.minute, coalesce(l.records_read, 0) AS records_read, coalesce(l.events_per_second, 0) AS events_per_second,
       coalesce(l.batches, 0) AS batches, coalesce(l.files, 0) AS files, l.mean_batch_seconds, l.max_batch_seconds
FROM generate_series(date_bin('1 minute', now() - interval '59 minutes', 'epoch'), now(), interval '1 minute') AS m (minute)
LEFT JOIN loaded AS l USING (minute)
ORDER BY m.minute

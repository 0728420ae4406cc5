SELECT m.minute, coalesce(t.records_read, 0) AS records_read, coalesce(t.events_per_second, 0) AS events_per_second,
       coalesce(t.batches, 0) AS batches, coalesce(t.files, 0) AS files, t.mean_batch_seconds, t.max_batch_seconds
FROM generate_series(date_bin('1 minute', now() - interval '59 minutes', 'epoch'), now(), interval '1 minute') AS m (minute)
LEFT JOIN (SELECT date_bin('1 minute', committed_at, 'epoch') AS minute, count(*) AS batches, sum(files) AS files,
                  sum(records_read)::bigint AS records_read, round(sum(records_read) / 60.0, 2) AS events_per_second,
                  round(avg(seconds), 3) AS mean_batch_seconds, max(seconds) AS max_batch_seconds
           FROM batch_ledger
           WHERE committed_at >= date_bin('1 minute', now() - interval '59 minutes', 'epoch')
             AND (CAST(:stream AS text) IS NULL OR stream = CAST(:stream AS text))
           GROUP BY 1) AS t USING (minute)
ORDER BY m.minute

-- The time finds the rows, and the stream only picks among them: else all micro-batches of the stream would be gone through.
SELECT p.period, count(b.batch_id) FILTER (WHERE b.chosen) AS batches, coalesce(sum(b.files) FILTER (WHERE b.chosen), 0) AS files,
       coalesce(sum(b.records_read) FILTER (WHERE b.chosen), 0)::bigint AS records_read,
       round(coalesce(sum(b.records_read) FILTER (WHERE b.chosen), 0) / extract(epoch FROM p.period::interval), 2) AS events_per_second
FROM (VALUES ('1 minute'), ('1 hour'), ('24 hours')) AS p (period)
LEFT JOIN (SELECT batch_id, committed_at, files, records_read,
                  CAST(:stream AS text) IS NULL OR stream = CAST(:stream AS text) AS chosen
           FROM batch_ledger) AS b ON b.committed_at > now() - p.period::interval
GROUP BY p.period
ORDER BY p.period::interval

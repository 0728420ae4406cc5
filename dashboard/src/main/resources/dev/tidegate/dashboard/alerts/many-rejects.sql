-- Of the micro-batches of the last time. The ledger has no index on time, but rejects have: they lead to the files that have any, and
-- the number is then that of the file, in the same micro-batch. Replays are no deliveries.
WITH loaded AS (
    SELECT b.stream, sum(b.records_read)::bigint AS records_read
    FROM batch_ledger AS b
    WHERE b.committed_at > :since AND b.committed_at <= :now AND b.query_id <> 'replay'
    GROUP BY b.stream
), with_rejects AS MATERIALIZED (
    SELECT DISTINCT r.file_id FROM reject_details AS r WHERE r.rejected_at > CAST(:since AS timestamptz) - interval '1 hour'
), refused AS (
    SELECT f.stream, sum(f.rejected)::bigint AS rejected
    FROM with_rejects AS w JOIN file_ledger AS f USING (file_id)
    WHERE f.committed_at > :since AND f.committed_at <= :now AND f.replay_of IS NULL
    GROUP BY f.stream
)
SELECT loaded.stream, loaded.records_read, coalesce(refused.rejected, 0) AS rejected
FROM loaded LEFT JOIN refused USING (stream)
WHERE CAST(:stream AS text) IS NULL OR loaded.stream = CAST(:stream AS text)
ORDER BY loaded.stream

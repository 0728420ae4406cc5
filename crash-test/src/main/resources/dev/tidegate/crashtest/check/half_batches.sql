-- One statement is one snapshot. What does not fit together in it was written, or seen, by half.
WITH ledger AS (
    SELECT stream, file_id, batch_id, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected,
           batch_id = max(batch_id) OVER (PARTITION BY stream) AS is_newest
    FROM ingested_files
), rows_of_file AS (
    SELECT source_file_id AS file_id, count(*) AS rows FROM raw_events GROUP BY source_file_id
), rejects_of_file AS (
    SELECT file_id, count(*) AS rejects FROM rejected_events GROUP BY file_id
), events AS (
    SELECT coalesce(sum(rows), 0) AS number FROM rows_of_file
)
SELECT 'rows in raw_events' AS what, 'all files' AS whose, number::text AS found,
       (SELECT coalesce(sum(inserted), 0) FROM ledger)::text AS expected
FROM events
WHERE number <> (SELECT coalesce(sum(inserted), 0) FROM ledger)
UNION ALL
-- Later files take rows over from earlier ones, but from the newest micro-batch nobody has yet.
SELECT 'rows in raw_events', 'file ' || file_id, coalesce(rows, 0)::text, coalesce(inserted + updated, 0)::text
FROM rows_of_file FULL JOIN ledger USING (file_id)
WHERE coalesce(rows, 0) > coalesce(inserted + updated, 0)
   OR is_newest AND coalesce(rows, 0) <> inserted + updated
UNION ALL
SELECT 'dead letters', 'file ' || file_id, coalesce(rejects, 0)::text, coalesce(rejected, 0)::text
FROM rejects_of_file FULL JOIN ledger USING (file_id)
WHERE coalesce(rejects, 0) <> coalesce(rejected, 0)
UNION ALL
SELECT 'the sum of the seven counts', 'file ' || file_id,
       (inserted + updated + unchanged + stale + duplicate + filtered + rejected)::text, records_read::text
FROM ledger
WHERE inserted + updated + unchanged + stale + duplicate + filtered + rejected <> records_read
UNION ALL
SELECT 'events in ' || aggregate, 'all files', coalesce(kept, 0)::text, number::text
FROM events, (
    SELECT 'sales_by_minute' AS aggregate, sum(events) AS kept FROM sales_by_minute
    UNION ALL SELECT 'sales_by_hour', sum(events) FROM sales_by_hour
    UNION ALL SELECT 'product_by_day', sum(events) FROM product_by_day
    UNION ALL SELECT 'user_by_day', sum(views + clicks + buys) FROM user_by_day
    UNION ALL SELECT 'user_total_by_day', sum(views + clicks + buys) FROM user_total_by_day
) AS sums
WHERE coalesce(kept, 0) <> number
UNION ALL
SELECT 'files and records', 'batch ' || batch_id, format('%s and %s', batch.files, batch.records_read),
       format('%s and %s', own.files, own.records_read)
FROM ingest_batches AS batch
     FULL JOIN (SELECT batch_id, count(*) AS files, sum(records_read) AS records_read FROM ledger GROUP BY batch_id) AS own
        USING (batch_id)
WHERE (batch.files, batch.records_read) IS DISTINCT FROM (own.files, own.records_read)
UNION ALL
SELECT 'running totals', stream, kept::text, summed::text
FROM (
    SELECT stream,
           ARRAY[files, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected] AS kept,
           (SELECT ARRAY[count(*), coalesce(sum(records_read), 0), coalesce(sum(inserted), 0), coalesce(sum(updated), 0),
                         coalesce(sum(unchanged), 0), coalesce(sum(stale), 0), coalesce(sum(duplicate), 0),
                         coalesce(sum(filtered), 0), coalesce(sum(rejected), 0)]::bigint[]
            FROM ledger WHERE ledger.stream = pipeline.stream) AS summed
    FROM pipeline
) AS totals
WHERE kept <> summed

-- One statement is one snapshot. What does not fit together in it was written, or seen, by half.
WITH ledger AS (
    SELECT stream, file_id, batch_id, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected,
           batch_id = max(batch_id) OVER (PARTITION BY stream) AS is_newest
    FROM ingested_files
), rows_of_file AS (
    SELECT 'events' AS stream, source_file_id AS file_id, count(*) AS rows FROM raw_events GROUP BY source_file_id
    UNION ALL
    SELECT 'orders', source_file_id, count(*) FROM shop.order_lines GROUP BY source_file_id
), rows_of_stream AS (
    SELECT stream, sum(rows) AS rows FROM rows_of_file GROUP BY stream
), inserted_of_stream AS (
    SELECT stream, sum(inserted) AS inserted FROM ledger GROUP BY stream
), rejects_of_file AS (
    SELECT stream, file_id, count(*) AS rejects FROM rejected_events GROUP BY stream, file_id
), events AS (
    SELECT coalesce(sum(rows), 0) AS number FROM rows_of_stream WHERE stream = 'events'
)
SELECT 'rows of all files' AS what, stream AS whose, coalesce(rows, 0)::text AS found, coalesce(inserted, 0)::text AS expected
FROM rows_of_stream FULL JOIN inserted_of_stream USING (stream)
WHERE coalesce(rows, 0) <> coalesce(inserted, 0)
UNION ALL
-- Later files take rows over from earlier ones, but from the newest micro-batch nobody has yet.
SELECT 'rows', format('%s, file %s', stream, file_id), coalesce(rows, 0)::text, coalesce(inserted + updated, 0)::text
FROM rows_of_file FULL JOIN ledger USING (stream, file_id)
WHERE coalesce(rows, 0) > coalesce(inserted + updated, 0)
   OR is_newest AND coalesce(rows, 0) <> inserted + updated
UNION ALL
SELECT 'dead letters', format('%s, file %s', stream, file_id), coalesce(rejects, 0)::text, coalesce(rejected, 0)::text
FROM rejects_of_file FULL JOIN ledger USING (stream, file_id)
WHERE coalesce(rejects, 0) <> coalesce(rejected, 0)
UNION ALL
SELECT 'the sum of the seven counts', format('%s, file %s', stream, file_id),
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
SELECT 'files and records', format('%s, batch %s', stream, batch_id), format('%s and %s', batch.files, batch.records_read),
       format('%s and %s', own.files, own.records_read)
FROM ingest_batches AS batch
     FULL JOIN (SELECT stream, batch_id, count(*) AS files, sum(records_read) AS records_read
                FROM ledger GROUP BY stream, batch_id) AS own
        USING (stream, batch_id)
WHERE (batch.files, batch.records_read) IS DISTINCT FROM (own.files, own.records_read)
UNION ALL
-- A stream that is not in pipeline has no totals, and one without files has none either.
SELECT 'running totals', stream, coalesce(kept::text, 'none'), coalesce(summed::text, 'none')
FROM (
    SELECT stream, ARRAY[files, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected] AS kept
    FROM pipeline
) AS totals FULL JOIN (
    SELECT stream, ARRAY[count(*), sum(records_read), sum(inserted), sum(updated), sum(unchanged), sum(stale), sum(duplicate),
                         sum(filtered), sum(rejected)]::bigint[] AS summed
    FROM ledger GROUP BY stream
) AS sums USING (stream)
WHERE coalesce(kept, array_fill(0::bigint, ARRAY[9])) <> coalesce(summed, array_fill(0::bigint, ARRAY[9]))

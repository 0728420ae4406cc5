-- One micro-batch as the streaming job commits it: three files of 15 events that happen now, and their ledger.
WITH fence AS (
    UPDATE pipeline
    SET last_batch = last_batch + 1, last_file_id = last_file_id + 3, files = files + 3, records_read = records_read + 45,
        inserted = inserted + 45
    RETURNING last_batch AS batch, last_file_id - 3 AS file
), batch AS (
    INSERT INTO ingest_batches (batch_id, epoch, spark_batch_id, records_read, started_at, committed_at, files, read_ms, stage_ms,
                                merge_ms, query_id, stream)
    SELECT batch, 1, batch, 45, clock_timestamp() - interval '80 ms', clock_timestamp(), 3, 20, 5, 12, 'bench', 'events' FROM fence
), files AS (
    INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted, state, path,
                                archive_path, stream)
    SELECT file + i, batch, 1400, now() - interval '3 s', now(), now(), 15, 15, 'archived', 'events-' || file + i || '.csv',
           '2026-11-01/' || file + i || '-events.csv', 'events'
    FROM fence, generate_series(1, 3) AS i
)
INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, quantity, price,
                        total_price, event_type, product_name, category)
SELECT gen_random_uuid(), 1 + i * batch % 1000, product, now(), file + 1 + i / 15, 2 + i % 15, (now() AT TIME ZONE 'UTC')::date, 1, 9.99, 9.99,
       CASE WHEN i < 32 THEN 'view' WHEN i < 42 THEN 'click' ELSE 'buy' END, 'Product ' || product,
       (ARRAY['Books', 'Electronics', 'Fashion', 'Home', 'Sports'])[1 + (product - 1) / 5]
FROM fence, generate_series(0, 44) AS i, LATERAL (SELECT (1 + i * 7 % 25)::int AS product) AS sold

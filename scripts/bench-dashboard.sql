-- Millions of events over the 30 days up to now (25 products, 5 categories), with the ledger of the files they would have
-- come in: 15 events a file, 3 files a micro-batch, one record in 90 rejected. For an empty database that is set up.
-- Run by scripts/bench.sh dashboard, statement by statement: a blank line is between two of them. It sets bench.millions,
-- bench.users and bench.all_types before; with the last one there are all types of events, guests and two currencies.

SET synchronous_commit = off;

SET TimeZone = 'UTC';

SELECT setseed(0.42);

DO $$
DECLARE
    until timestamptz := date_trunc('minute', now());
    millions int := current_setting('bench.millions');
    users int := current_setting('bench.users');
    all_types boolean := current_setting('bench.all_types');
BEGIN
    IF EXISTS (SELECT FROM raw_events) THEN
        RAISE EXCEPTION 'raw_events is not empty: take a database of its own for this';
    END IF;
    FOR million IN 0 .. millions - 1 LOOP
        INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, quantity,
                                price, total_price, event_type, currency, product_name, category)
        SELECT lpad(to_hex(i), 32, '0')::uuid, CASE WHEN NOT all_types OR i % 12 > 0 THEN 1 + floor(users * random() * random()) END,
               product, happened, 1 + i / 15, 2 + i % 15, happened::date, quantity, price, price * quantity,
               CASE WHEN all_types
                    THEN CASE WHEN kind < 0.60 THEN 'view' WHEN kind < 0.78 THEN 'click' WHEN kind < 0.88 THEN 'cart'
                              WHEN kind < 0.90 THEN 'remove' WHEN kind < 0.93 THEN 'checkout' WHEN kind < 0.99 THEN 'buy' ELSE 'refund' END
                    ELSE CASE WHEN kind < 0.70 THEN 'view' WHEN kind < 0.92 THEN 'click' ELSE 'buy' END END,
               CASE WHEN all_types THEN CASE WHEN i % 5 = 0 THEN 'JPY' ELSE 'EUR' END END,
               'Product ' || product, (ARRAY['Books', 'Electronics', 'Fashion', 'Home', 'Sports'])[1 + (product - 1) / 5]
        FROM (SELECT i, until - interval '30 days' * (1 - i / (millions * 1e6))::float8 AS happened,
                     1 + floor(25 * random())::int AS product, random() AS kind, 1 + floor(3 * random() * random())::int AS quantity,
                     round((5 + 195 * random())::numeric, 2) AS price
              FROM generate_series(million * 1000000, million * 1000000 + 999999) AS i) AS event;
        COMMIT;
    END LOOP;
END
$$;

INSERT INTO ingest_batches (batch_id, epoch, spark_batch_id, records_read, started_at, committed_at, files, read_ms, stage_ms,
                            merge_ms, query_id, stream)
SELECT batch, 1, batch, 45, committed_at - interval '80 ms', committed_at, 3, 20, 5, 12, 'bench', 'events'
FROM (SELECT batch, now() - interval '30 days' * (1 - batch / batches::float8) AS committed_at
      FROM (SELECT ceil(current_setting('bench.millions')::int * 1e6 / 45)::int AS batches) AS size,
           generate_series(1, batches) AS batch) AS batches;

INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted, state, path,
                            archive_path, stream)
SELECT file_id, batch_id, 1400, committed_at - interval '3 s' - random() * interval '6 s', committed_at, committed_at, 15, 15,
       'archived', 'events-' || file_id || '.csv', '2026-11-01/' || file_id || '-events.csv', 'events'
FROM generate_series(1, ceil(current_setting('bench.millions')::int * 1e6 / 15)::int) AS file_id
     JOIN ingest_batches ON batch_id = 1 + (file_id - 1) / 3;

INSERT INTO rejected_events (file_id, line, byte_offset, byte_length, rejected_at, reason, column_name, message, raw,
                             stream)
SELECT file_id, 3, 200, 60, loaded_at, (ARRAY['price_format', 'timestamp_format', 'uuid_format', 'too_few_fields'])[1 + file_id % 4],
       (ARRAY['price', 'timestamp', 'event_id', NULL])[1 + file_id % 4], 'found 12,5: expected digits',
       'x,1,2,Chair,Home,view,1,"12,5",2026-11-01T00:00:00Z', 'events'
FROM ingested_files WHERE file_id % 6 = 0;

UPDATE pipeline
SET epoch = 1, last_batch = (SELECT max(batch_id) FROM ingest_batches), last_file_id = (SELECT max(file_id) FROM ingested_files),
    files = (SELECT count(*) FROM ingested_files), records_read = (SELECT count(*) FROM raw_events),
    inserted = (SELECT count(*) FROM raw_events);

DO $$
BEGIN
    WHILE refresh_cohorts() OR refresh_sessions() LOOP
        COMMIT;
    END LOOP;
END
$$;

VACUUM ANALYZE

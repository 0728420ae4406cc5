-- Merges one slice of the staged events into raw_events and keeps its counts, in one statement: merge.sql but for its end.
WITH batch AS (
    SELECT ?::int AS slice, ?::timestamptz AS loaded_at
), winner AS NOT MATERIALIZED (
    -- The newest version of each event in this micro-batch; the others are duplicates. In the order of the key: an index
    -- takes a million random ids in order for half of what they cost as they come.
    SELECT DISTINCT ON (staged.event_id) staged.*, file.source_file_id
    FROM staged_events AS staged JOIN staged_files AS file USING (file_no)
    WHERE file.state = 'loaded'
    ORDER BY staged.event_id, staged.event_timestamp DESC, file.source_file_id DESC, staged.line DESC
), fresh AS (
    -- Straight from the sort into the table. Each id is looked up where it goes next: a hash join would lose the order.
    -- Plain: ON CONFLICT costs 1.5 microseconds a row also where nothing conflicts. A foreign writer in between is a 23505.
    INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, ingested_at, source_file_id, source_line,
                            event_date, quantity, price, total_price, event_type, product_name, category, extra)
    SELECT event_id, user_id, product_id, event_timestamp, (SELECT loaded_at FROM batch), source_file_id, line,
           event_date, quantity, price, total_price, event_type, product_name, category, extra
    FROM winner
    WHERE (SELECT true FROM raw_events AS kept WHERE kept.event_id = winner.event_id) IS NULL
    RETURNING source_file_id
), accepted AS (
    SELECT file_no, count(*) AS records FROM staged_events GROUP BY file_no
), inserted AS (
    SELECT source_file_id, count(*) AS records FROM fresh GROUP BY source_file_id
), judged AS (
    -- Only where not every record became a new row: a second look, at all of them.
    SELECT winner.*,
           CASE
               WHEN kept.event_id IS NULL THEN 'new'
               WHEN (winner.user_id, winner.product_id, winner.product_name, winner.category, winner.event_type,
                     winner.quantity, winner.price, winner.event_timestamp, winner.extra)
                    IS NOT DISTINCT FROM
                    (kept.user_id, kept.product_id, kept.product_name, kept.category, kept.event_type,
                     kept.quantity, kept.price, kept.event_timestamp, kept.extra) THEN 'unchanged'
               WHEN (winner.event_timestamp, winner.source_file_id, winner.line)
                    > (kept.event_timestamp, kept.source_file_id, kept.source_line) THEN 'newer'
               ELSE 'stale'
           END AS verdict
    FROM winner LEFT JOIN LATERAL (SELECT * FROM raw_events WHERE event_id = winner.event_id LIMIT 1) AS kept ON true
    WHERE (SELECT sum(records) FROM accepted) > (SELECT coalesce(sum(records), 0) FROM inserted)
), newer AS (
    INSERT INTO raw_events AS kept (event_id, user_id, product_id, event_timestamp, ingested_at, source_file_id, source_line,
                                    event_date, quantity, price, total_price, event_type, product_name, category, extra)
    SELECT event_id, user_id, product_id, event_timestamp, (SELECT loaded_at FROM batch), source_file_id, line,
           event_date, quantity, price, total_price, event_type, product_name, category, extra
    FROM judged
    WHERE verdict = 'newer'
    ORDER BY event_id
    ON CONFLICT (event_id) DO UPDATE
    SET user_id = excluded.user_id, product_id = excluded.product_id, event_timestamp = excluded.event_timestamp,
        ingested_at = excluded.ingested_at, source_file_id = excluded.source_file_id, source_line = excluded.source_line,
        event_date = excluded.event_date, quantity = excluded.quantity, price = excluded.price,
        total_price = excluded.total_price, event_type = excluded.event_type, product_name = excluded.product_name,
        category = excluded.category, extra = excluded.extra
    WHERE (excluded.event_timestamp, excluded.source_file_id, excluded.source_line)
          > (kept.event_timestamp, kept.source_file_id, kept.source_line)
    RETURNING kept.source_file_id
), won AS (
    SELECT file_no, count(*) AS records, count(*) FILTER (WHERE verdict = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE verdict = 'stale') AS stale
    FROM judged GROUP BY file_no
), updated AS (
    SELECT source_file_id, count(*) AS records FROM newer GROUP BY source_file_id
)
INSERT INTO slice_counts (slice, file_no, accepted, won, inserted, updated, unchanged, stale)
SELECT batch.slice, file.file_no, coalesce(accepted.records, 0), coalesce(won.records, inserted.records, 0),
       coalesce(inserted.records, 0), coalesce(updated.records, 0), coalesce(won.unchanged, 0), coalesce(won.stale, 0)
FROM batch CROSS JOIN staged_files AS file
     LEFT JOIN accepted USING (file_no)
     LEFT JOIN inserted USING (source_file_id)
     LEFT JOIN won USING (file_no)
     LEFT JOIN updated USING (source_file_id)
WHERE file.state = 'loaded'
UNION ALL
SELECT slice, 0, 0, 0, 0, 0, 0, 0 FROM batch

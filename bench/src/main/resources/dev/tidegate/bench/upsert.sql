-- From staging into the table, the same for each of the other ways. Both are looked up in its schema.
INSERT INTO raw_events AS kept (event_id, user_id, product_id, event_timestamp, ingested_at, source_file_id, source_line,
                                event_date, quantity, price, total_price, event_type, product_name, category)
SELECT event_id, user_id, product_id, "timestamp", now(), ?, 0,
       ("timestamp" AT TIME ZONE 'UTC')::date, quantity, price, price * quantity, event_type, product_name, category
FROM staging
ON CONFLICT (event_id) DO UPDATE
SET user_id = excluded.user_id, product_id = excluded.product_id, event_timestamp = excluded.event_timestamp,
    ingested_at = excluded.ingested_at, source_file_id = excluded.source_file_id, event_date = excluded.event_date,
    quantity = excluded.quantity, price = excluded.price, total_price = excluded.total_price,
    event_type = excluded.event_type, product_name = excluded.product_name, category = excluded.category
WHERE excluded.event_timestamp > kept.event_timestamp

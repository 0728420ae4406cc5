CREATE TEMP TABLE staged (
    event_id     uuid,
    user_id      bigint,
    product_id   bigint,
    product_name text,
    category     text,
    event_type   text,
    quantity     int,
    price        numeric(12, 2),
    "timestamp"  timestamptz
) ON COMMIT DELETE ROWS

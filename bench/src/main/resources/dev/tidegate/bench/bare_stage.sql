CREATE TEMP TABLE staging (
    event_id     uuid,
    user_id      text,
    product_id   text,
    product_name text,
    category     text,
    event_type   text,
    quantity     numeric(12, 3),
    price        numeric(14, 4),
    "timestamp"  timestamptz
) ON COMMIT DELETE ROWS

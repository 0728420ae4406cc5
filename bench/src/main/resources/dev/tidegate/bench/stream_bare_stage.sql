CREATE TEMP TABLE staged (
    line_id    text,
    customer   text,
    sku        text,
    product    text,
    category   text,
    status     text,
    line_no    bigint,
    quantity   numeric(12, 3),
    price      numeric(14, 4),
    updated_at timestamptz
) ON COMMIT DELETE ROWS

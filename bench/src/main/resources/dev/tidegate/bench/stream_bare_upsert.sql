INSERT INTO bare.lines AS kept (line_id, customer, sku, product, category, status, line_no, quantity, price, updated_at,
                                total, day, source_file_id, source_line, ingested_at)
SELECT line_id, customer, sku, product, category, status, line_no, quantity, price, updated_at,
       quantity * price, (updated_at AT TIME ZONE 'UTC')::date, ?, 0, now()
FROM staged
ON CONFLICT (line_id) DO UPDATE
SET customer = excluded.customer, sku = excluded.sku, product = excluded.product, category = excluded.category,
    status = excluded.status, line_no = excluded.line_no, quantity = excluded.quantity, price = excluded.price,
    updated_at = excluded.updated_at, total = excluded.total, day = excluded.day,
    source_file_id = excluded.source_file_id, source_line = excluded.source_line, ingested_at = excluded.ingested_at
WHERE excluded.updated_at > kept.updated_at

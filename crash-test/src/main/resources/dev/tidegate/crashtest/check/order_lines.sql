SELECT order_id, line_no, sku, quantity, price, currency, status, source, updated_at, total, day, extra ->> 'note' AS note,
       deleted_at IS NOT NULL AS deleted, source_file_id, source_line,
       (SELECT count(*) FROM jsonb_object_keys(extra - 'note')) AS more_extras
FROM shop.order_lines

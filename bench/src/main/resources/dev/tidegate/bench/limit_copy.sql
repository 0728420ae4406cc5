COPY raw_events (event_id, user_id, product_id, event_timestamp, ingested_at, source_file_id, source_line, event_date, quantity,
                 price, total_price, event_type, product_name, category)
FROM STDIN (FORMAT binary)

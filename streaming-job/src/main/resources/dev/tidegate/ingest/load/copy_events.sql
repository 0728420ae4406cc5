COPY staged_events (file_no, line, event_id, user_id, product_id, event_timestamp, quantity, price, event_type, product_name, category, extra)
FROM STDIN (FORMAT binary)

COPY staged_events (file_no, quantity, line, event_id, user_id, product_id, event_timestamp, event_date, price, total_price, event_type, product_name, category, extra)
FROM STDIN (FORMAT binary)

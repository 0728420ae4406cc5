SELECT event_id, user_id, product_id, product_name, category, event_type, quantity, price, total_price, event_timestamp,
       event_date, source_file_id, source_line, extra ->> 'note' AS note,
       (SELECT count(*) FROM jsonb_object_keys(extra - 'note')) AS more_extras
FROM raw_events

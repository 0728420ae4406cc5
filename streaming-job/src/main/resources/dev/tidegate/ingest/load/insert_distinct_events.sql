-- The same as insert_events.sql where the staged events lie in the order of the key and none comes twice, as far as is known:
-- they are inserted as they are read. Two of one id are a 23505, too.
INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, ingested_at, source_file_id, source_line,
                        event_date, quantity, price, total_price, event_type, product_name, category, extra)
SELECT event_id, user_id, product_id, event_timestamp, ?, source_file_id, line,
       event_date, quantity, price, total_price, event_type, product_name, category, extra
FROM staged_events JOIN staged_files USING (file_no)
WHERE state = 'loaded'

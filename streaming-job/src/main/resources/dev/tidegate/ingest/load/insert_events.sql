-- The newest version of each staged event into raw_events, as if none of them were there: most large micro-batches hold
-- nothing but new events, and to look up each costs more than a tenth of the merge. One that is there is a 23505.
WITH winner AS NOT MATERIALIZED (
    -- The newest version of each event in this micro-batch; the others are duplicates. In the order of the key: an index
    -- takes a million random ids in order for half of what they cost as they come.
    SELECT DISTINCT ON (staged.event_id) staged.*, file.source_file_id
    FROM staged_events AS staged JOIN staged_files AS file USING (file_no)
    WHERE file.state = 'loaded'
    ORDER BY staged.event_id, staged.event_timestamp DESC, file.source_file_id DESC, staged.line DESC
)
INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, ingested_at, source_file_id, source_line,
                        event_date, quantity, price, total_price, event_type, product_name, category, extra)
SELECT event_id, user_id, product_id, event_timestamp, ?, source_file_id, line,
       event_date, quantity, price, total_price, event_type, product_name, category, extra
FROM winner

-- The same as insert_events.sql where the staged events lie in the order of the key and none comes twice, as far as is known:
-- they are inserted as they are read. Two of one id are a 23505, too.
INSERT INTO {table} ({columns}, ingested_at, source_file_id, source_line)
SELECT {columns}, ?, source_file_id, line
FROM staged_events JOIN staged_files USING (file_no)
WHERE state = 'loaded'

-- The same as insert_events.sql where the staged events lie in the order of the key and none comes twice, as far as is known:
-- they are inserted as they are read. Two of one key are a 23505, too.
WITH batch AS (
    SELECT ?::timestamptz AS loaded_at
)
INSERT INTO {table} ({columns}, {deleted_at, }ingested_at, source_file_id, source_line)
SELECT {staged.columns},
        {staged.deletion, }(SELECT loaded_at FROM batch), file.source_file_id, staged._tg_line
FROM staged_events AS staged JOIN staged_files AS file ON file.file_no = staged._tg_file_no
WHERE file.state = 'loaded'

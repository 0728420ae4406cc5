-- The same as insert_distinct_events.sql, without the rows that conflict. These are told by where they come from: keys may be
-- long, and a hash of two numbers is small.
WITH batch AS (
    SELECT ?::timestamptz AS loaded_at
)
INSERT INTO {table} ({columns}, {deleted_at, }ingested_at, source_file_id, source_line)
SELECT {staged.columns},
        {staged.deletion, }(SELECT loaded_at FROM batch), file.source_file_id, staged._tg_line
FROM staged_events AS staged JOIN staged_files AS file ON file.file_no = staged._tg_file_no
WHERE file.state = 'loaded'
  AND NOT EXISTS (
      SELECT FROM conflicting_events AS conflicting
      WHERE conflicting._tg_file_no = staged._tg_file_no AND conflicting._tg_line = staged._tg_line)
{in_order}

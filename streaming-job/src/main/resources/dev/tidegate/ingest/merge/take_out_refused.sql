DELETE FROM staged_events
USING unnest(?::int[], ?::bigint[]) AS refused (file_no, line)
WHERE _tg_file_no = refused.file_no AND _tg_line = refused.line

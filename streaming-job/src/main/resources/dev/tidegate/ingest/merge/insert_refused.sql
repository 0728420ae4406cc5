INSERT INTO rejected_events (stream, file_id, line, byte_offset, byte_length, rejected_at, reason, column_name, message, raw)
SELECT ?, file.file_id, refused.line, refused.byte_offset, refused.byte_length, ?, 'refused_by_table', refused.column_name, refused.message, refused.raw
FROM staged_refused AS refused JOIN staged_files AS file USING (file_no)
WHERE file.state = 'loaded'

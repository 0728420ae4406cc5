SELECT file_id, byte_offset, line, byte_length, reason, raw
FROM rejected_events
WHERE stream = ?

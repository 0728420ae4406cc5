COPY {rejects} ({attempt, }file_no, line, byte_offset, byte_length, reason, column_name, message, raw)
FROM STDIN (FORMAT binary)

INSERT INTO staged_refused (file_no, line, byte_offset, byte_length, column_name, message, raw)
SELECT * FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bytea[])

INSERT INTO staged_files (file_no, state, path, size_bytes, modified_at, sha256, records_read, filtered, rejected, first_error, archive_path)
SELECT *
FROM unnest(?::int[], ?::text[], ?::text[], ?::bigint[], ?::timestamptz[], ?::bytea[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])

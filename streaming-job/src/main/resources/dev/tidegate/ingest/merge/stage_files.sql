INSERT INTO staged_files (file_no, file_id, source_file_id, replay_of, state, path, size_bytes, modified_at, sha256,
                          records_read, filtered, rejected, first_error, archive_path, etag)
SELECT *
FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::timestamptz[], ?::bytea[],
            ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[])

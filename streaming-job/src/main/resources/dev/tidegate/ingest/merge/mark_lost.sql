UPDATE ingested_files
SET archived_at = coalesce(archived_at, clock_timestamp()),
    archive_path = NULL,
    first_error = concat_ws('; ', first_error, ?::text)
WHERE stream = ? AND file_id = ?

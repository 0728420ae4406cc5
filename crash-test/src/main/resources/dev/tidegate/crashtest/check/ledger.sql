SELECT file_id, batch_id, path, size_bytes, modified_at, encode(sha256, 'hex') AS sha256, state,
       archived_at IS NOT NULL AS moved, archive_path,
       records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected
FROM ingested_files
WHERE stream = ?
ORDER BY file_id

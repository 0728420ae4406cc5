SELECT file_id, state, path, size_bytes, modified_at, etag, encode(sha256, 'hex') AS sha256, archive_path
FROM ingested_files
WHERE stream = ? AND archived_at IS NULL AND state <> 'missing'
ORDER BY file_id

SELECT stream, file_id, path, state, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected, lag_seconds,
       size_bytes, modified_at, coalesce(committed_at, loaded_at) AS committed_at, archived_at, archive_path, batch_id, replay_of,
       first_error
FROM file_ledger
WHERE (CAST(:stream AS text) IS NULL OR stream = CAST(:stream AS text))
  AND (CAST(:state AS text) IS NULL OR state = CAST(:state AS text))
  AND (CAST(:file AS bigint) IS NULL OR file_id = CAST(:file AS bigint))
  AND (CAST(:before AS text) IS NULL OR file_id < CAST(:before AS bigint))
ORDER BY file_id DESC
LIMIT :limit

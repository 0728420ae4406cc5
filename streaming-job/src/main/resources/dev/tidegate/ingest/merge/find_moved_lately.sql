-- Only the newest rows are looked at, by an index: the cost does not grow with the ledger.
SELECT file_id, state, path, size_bytes, modified_at, etag, encode(sha256, 'hex') AS sha256, archive_path
FROM (SELECT * FROM ingested_files WHERE stream = ? ORDER BY file_id DESC LIMIT ?) AS newest
WHERE archived_at > clock_timestamp() - make_interval(secs => ?) AND archive_path IS NOT NULL AND removed_at IS NULL
  AND replay_of IS NULL
ORDER BY file_id

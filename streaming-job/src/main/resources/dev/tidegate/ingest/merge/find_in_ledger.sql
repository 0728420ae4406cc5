-- The newest delivery of each of these versions of files, in their stream. Where it decides what is loaded it is asked behind the
-- fence: without it the answer may miss a COMMIT that the server still has in hand.
SELECT asked.place, ledger.file_id, ledger.state, ledger.archived_at IS NULL AND ledger.state <> 'missing' AS to_be_moved,
       encode(ledger.sha256, 'hex') AS sha256, ledger.archive_path
FROM unnest(?::int[], ?::text[], ?::bigint[], ?::timestamptz[], ?::text[]) AS asked (place, path, size_bytes, modified_at, etag)
CROSS JOIN LATERAL (
    SELECT file_id, state, archived_at, sha256, archive_path
    FROM ingested_files
    WHERE stream = ? AND path = asked.path AND size_bytes = asked.size_bytes AND modified_at = asked.modified_at
      AND etag IS NOT DISTINCT FROM asked.etag AND replay_of IS NULL
    ORDER BY file_id DESC
    LIMIT 1
) AS ledger

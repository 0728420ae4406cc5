-- The first delivery of the same bytes that the stream has loaded, for each of these hashes that has one.
SELECT asked.sha256, first.file_id
FROM unnest(?::bytea[]) AS asked (sha256)
CROSS JOIN LATERAL (
    SELECT min(file_id) AS file_id
    FROM ingested_files
    WHERE stream = ? AND sha256 = asked.sha256 AND state IN ('loaded', 'archived') AND replay_of IS NULL
) AS first
WHERE first.file_id IS NOT NULL

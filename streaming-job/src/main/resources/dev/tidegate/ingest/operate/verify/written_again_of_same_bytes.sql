-- The same, where the rows of files of the same bytes are from the first one that was loaded.
WITH asked AS (
    SELECT ?::text AS stream, ?::bigint[] AS file_ids
), source AS (
    SELECT source.file_id, source.stream, source.sha256 FROM asked JOIN ingested_files AS source USING (stream) WHERE source.file_id = ANY (file_ids)
)
SELECT source.file_id, sum(ledger.inserted + ledger.updated) AS events
FROM source JOIN ingested_files AS ledger USING (stream)
WHERE coalesce(ledger.replay_of, ledger.file_id) = source.file_id OR ledger.sha256 = source.sha256
GROUP BY 1

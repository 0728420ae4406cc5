WITH asked AS NOT MATERIALIZED (
    SELECT ?::text AS stream, ?::bigint AS from_file, ?::bigint AS until_file
), ledger AS (
    SELECT file_id, rejected, rejects_removed FROM asked JOIN ingested_files USING (stream)
    WHERE file_id > from_file AND file_id <= until_file
), kept AS (
    SELECT file_id, count(*) AS rejects FROM asked JOIN rejected_events USING (stream)
    WHERE file_id > from_file AND file_id <= until_file
    GROUP BY file_id
)
SELECT format('file %s', file_id) AS subject,
       CASE WHEN ledger.rejected IS NULL THEN format('%s dead letters are from it, and the ledger does not have it', kept.rejects)
            ELSE format('it counts %s rejected, and %s dead letters are kept (%s removed by retention)', ledger.rejected,
                        coalesce(kept.rejects, 0), ledger.rejects_removed)
       END AS detail
FROM ledger FULL JOIN kept USING (file_id)
WHERE coalesce(ledger.rejected, 0) <> coalesce(kept.rejects, 0) + coalesce(ledger.rejects_removed, 0)
ORDER BY file_id

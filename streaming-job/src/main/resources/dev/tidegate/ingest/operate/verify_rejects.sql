WITH kept AS (
    SELECT file_id, count(*) AS rejects FROM rejected_events GROUP BY file_id
)
SELECT format('file %s', file_id) AS subject,
       CASE WHEN ledger.path IS NULL THEN format('%s dead letters are from it, and the ledger does not have it', kept.rejects)
            ELSE format('it counts %s rejected, and %s dead letters are kept (%s removed by retention)', ledger.rejected,
                        coalesce(kept.rejects, 0), ledger.rejects_removed)
       END AS detail
FROM ingested_files AS ledger FULL JOIN kept USING (file_id)
WHERE coalesce(ledger.rejected, 0) <> coalesce(kept.rejects, 0) + coalesce(ledger.rejects_removed, 0)
ORDER BY file_id

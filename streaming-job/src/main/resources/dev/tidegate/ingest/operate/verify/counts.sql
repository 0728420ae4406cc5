-- A CHECK forbids it; a restored or hand-mended table may have lost the CHECK.
WITH slice AS (
    SELECT * FROM ingested_files WHERE stream = ? AND file_id > ? AND file_id <= ?
)
SELECT format('file %s', file_id) AS subject,
       format('%s records read, but the seven counts add up to %s', records_read,
              inserted + updated + unchanged + stale + duplicate + filtered + rejected) AS detail
FROM slice
WHERE records_read <> inserted + updated + unchanged + stale + duplicate + filtered + rejected
UNION ALL
SELECT format('file %s', replay.file_id), format('it is a replay of %s, which the ledger does not have as a delivery', replay.replay_of)
FROM slice AS replay LEFT JOIN ingested_files AS delivery ON delivery.file_id = replay.replay_of AND delivery.stream = replay.stream
                                           AND delivery.replay_of IS NULL
WHERE replay.replay_of IS NOT NULL AND delivery.file_id IS NULL

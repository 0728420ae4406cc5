-- Staged records that would be new rows and may be older than a tombstone that retention has removed. Where the version of those that
-- are gone is not known, any record may be.
WITH removed AS (
    SELECT ?::{version_type} AS version
), winner AS NOT MATERIALIZED (
{winner}
)
SELECT count(*) AS records, (array_agg(winner._tg_file_no ORDER BY winner._tg_file_no, winner._tg_line))[1] AS file_no,
       (array_agg(winner._tg_line ORDER BY winner._tg_file_no, winner._tg_line))[1] AS line
FROM removed CROSS JOIN winner
WHERE NOT winner._tg_deleted
  AND (removed.version IS NULL OR {winner.version} <= removed.version)
  AND NOT EXISTS (SELECT FROM {table} AS kept WHERE ({kept.stored_key}) = ({winner.key}))
  -- Asked once, and before: nothing is sorted where all are newer.
  AND (SELECT count(*) > 0 FROM (SELECT FROM removed JOIN staged_events AS staged
                                     ON removed.version IS NULL OR {staged.version} <= removed.version LIMIT 1) AS old)

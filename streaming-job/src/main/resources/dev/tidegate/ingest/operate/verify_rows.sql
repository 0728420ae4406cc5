-- Each insert adds a row and nothing takes one away, so the rows are as many as were inserted. A file has at most the rows
-- that it and its replays wrote: later versions of an event are from later files.
WITH kept AS (
    SELECT source_file_id AS file_id, count(*) AS events FROM raw_events GROUP BY source_file_id
), written AS (
    SELECT coalesce(replay_of, file_id) AS file_id, sum(inserted + updated) AS events FROM ingested_files GROUP BY 1
), inserted AS (
    SELECT coalesce(sum(inserted), 0) AS events FROM ingested_files
), rows AS (
    SELECT coalesce(sum(events), 0) AS events FROM kept
)
SELECT 'raw_events' AS subject, format('it has %s rows, and %s were inserted', rows.events, inserted.events) AS detail
FROM rows CROSS JOIN inserted
WHERE rows.events <> inserted.events
UNION ALL
SELECT format('file %s', kept.file_id),
       CASE WHEN written.file_id IS NULL THEN format('%s rows are from it, and the ledger does not have it', kept.events)
            ELSE format('%s rows are from it, and it wrote %s', kept.events, written.events)
       END
FROM kept LEFT JOIN written USING (file_id)
WHERE kept.events > coalesce(written.events, 0)

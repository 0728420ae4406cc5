-- Merges the staged events into the table and writes the ledger, in one statement: all parts see the table as it was before,
-- so each event is judged once, and the counts are those of what was really written.
WITH batch AS (
    SELECT ?::bigint AS batch_id, ?::timestamptz AS loaded_at, ?::text AS stream
), winner AS NOT MATERIALIZED (
{winner}
), fresh AS (
    -- Straight from the sort into the table. Each id is looked up where it goes next: a hash join would lose the order.
    -- Plain: ON CONFLICT costs 1.5 microseconds a row also where nothing conflicts. A foreign writer in between is a 23505.
    INSERT INTO {table} ({columns}, {deleted_at, }ingested_at, source_file_id, source_line)
    SELECT {winner.columns},
        {winner.deletion, }(SELECT loaded_at FROM batch), winner._tg_source_file_id, winner._tg_line
    FROM winner
    WHERE (SELECT true FROM {table} AS kept WHERE ({kept.stored_key}) = ({winner.key})) IS NULL
    RETURNING source_file_id, source_line
), accepted AS (
    SELECT _tg_file_no AS file_no, count(*) AS records FROM staged_events GROUP BY _tg_file_no
), inserted AS (
{inserted}
), judged AS (
    -- Only where not every record became a new row: a second look, at all of them.
{judged}
    WHERE (SELECT sum(records) FROM accepted) > (SELECT coalesce(sum(records), 0) FROM inserted)
), newer AS (
{newer}
), {counted}
INSERT INTO ingested_files (stream, file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted, updated,
                            unchanged, stale, duplicate, filtered, rejected, replay_of, state, path, sha256, first_error, archive_path, etag)
SELECT batch.stream, file.file_id, batch.batch_id, file.size_bytes, file.modified_at, batch.loaded_at,
       -- A replay moves nothing: its file lies where the row of the delivery says.
       CASE WHEN file.replay_of IS NOT NULL THEN batch.loaded_at END,
       file.records_read,
       coalesce(inserted.records, 0), coalesce(updated.records, 0), coalesce(won.unchanged, 0), coalesce(won.stale, 0),
       CASE WHEN file.state = 'loaded' THEN coalesce(accepted.records, 0) - coalesce(won.records, inserted.records, 0) ELSE 0 END,
       file.filtered, file.rejected, file.replay_of,
       CASE WHEN file.replay_of IS NOT NULL THEN 'archived' ELSE file.state END,
       file.path, file.sha256, file.first_error, file.archive_path, file.etag
FROM batch CROSS JOIN staged_files AS file
     LEFT JOIN accepted USING (file_no)
     LEFT JOIN inserted USING (file_no)
     LEFT JOIN won USING (file_no)
     LEFT JOIN updated USING (source_file_id)
RETURNING file_id, state, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected

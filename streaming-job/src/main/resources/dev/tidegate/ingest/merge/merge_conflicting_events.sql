-- Merges the rows that conflict, and writes the ledger, in one statement; all others are inserted before it, which is known by
-- their number. The rows are judged, each by itself; of several with one key the newest version wins.
WITH batch AS (
    SELECT ?::bigint AS batch_id, ?::timestamptz AS loaded_at, ?::text AS stream
), judged AS MATERIALIZED (
{winner}
), winner AS NOT MATERIALIZED (
    SELECT * FROM judged
), fresh AS (
    INSERT INTO {table} ({columns}, {deleted_at, }ingested_at, source_file_id, source_line)
    SELECT {judged.columns},
        {judged.deletion, }(SELECT loaded_at FROM batch), judged._tg_source_file_id, judged._tg_line
    FROM judged
    WHERE judged._tg_verdict = 'new'
    RETURNING source_file_id, source_line
), newer AS (
{newer_where_found}
), inserted AS (
{inserted}
), conflicting AS (
    SELECT _tg_file_no AS file_no, count(*) AS records FROM conflicting_events GROUP BY _tg_file_no
), {counted}
INSERT INTO ingested_files (stream, file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted, updated,
                            unchanged, stale, duplicate, filtered, rejected, replay_of, state, path, sha256, first_error, archive_path, etag)
SELECT batch.stream, file.file_id, batch.batch_id, file.size_bytes, file.modified_at, batch.loaded_at,
       -- A replay moves nothing: its file lies where the row of the delivery says.
       CASE WHEN file.replay_of IS NOT NULL THEN batch.loaded_at END,
       file.records_read,
       CASE WHEN file.state = 'loaded' THEN file.records_read - file.filtered - file.rejected - coalesce(conflicting.records, 0) ELSE 0 END
           + coalesce(inserted.records, 0),
       coalesce(updated.records, 0), coalesce(won.unchanged, 0), coalesce(won.stale, 0),
       coalesce(conflicting.records, 0) - coalesce(won.records, 0),
       file.filtered, file.rejected, file.replay_of,
       CASE WHEN file.replay_of IS NOT NULL THEN 'archived' ELSE file.state END,
       file.path, file.sha256, file.first_error, file.archive_path, file.etag
FROM batch CROSS JOIN staged_files AS file
     LEFT JOIN conflicting USING (file_no)
     LEFT JOIN inserted USING (file_no)
     LEFT JOIN won USING (file_no)
     LEFT JOIN updated USING (source_file_id)
RETURNING file_id, state, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected

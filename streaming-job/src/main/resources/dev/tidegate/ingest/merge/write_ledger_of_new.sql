-- The ledger's rows of a micro-batch whose events were all new and are inserted. Where as many were inserted as the reader
-- accepted, each record is a row and none has to be counted; else what is staged is counted, and what of it won.
WITH batch AS (
    SELECT ?::bigint AS batch_id, ?::timestamptz AS loaded_at, ?::text AS stream, ?::bigint AS inserted
), counting AS (
    SELECT coalesce(sum(records_read - filtered - rejected) <> (SELECT inserted FROM batch), false) AS needed
    FROM staged_files
    WHERE state = 'loaded'
), accepted AS (
    SELECT _tg_file_no AS file_no, count(*) AS records
    FROM staged_events
    WHERE (SELECT needed FROM counting)
    GROUP BY _tg_file_no
), winner AS NOT MATERIALIZED (
{winner}
), won AS (
    SELECT _tg_file_no AS file_no, count(*) AS records
    FROM winner
    WHERE (SELECT needed FROM counting)
    GROUP BY _tg_file_no
), counted AS (
    SELECT file.*,
           CASE
               WHEN state <> 'loaded' THEN 0
               WHEN counting.needed THEN coalesce(won.records, 0)
               ELSE file.records_read - file.filtered - file.rejected
           END AS inserted,
           CASE WHEN state = 'loaded' AND counting.needed THEN coalesce(accepted.records, 0) - coalesce(won.records, 0) ELSE 0 END AS duplicate
    FROM counting CROSS JOIN staged_files AS file
         LEFT JOIN accepted USING (file_no)
         LEFT JOIN won USING (file_no)
)
INSERT INTO ingested_files (stream, file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted, duplicate,
                            filtered, rejected, replay_of, state, path, sha256, first_error, archive_path, etag)
SELECT batch.stream, file.file_id, batch.batch_id, file.size_bytes, file.modified_at, batch.loaded_at,
       -- A replay moves nothing: its file lies where the row of the delivery says.
       CASE WHEN file.replay_of IS NOT NULL THEN batch.loaded_at END,
       file.records_read, file.inserted, file.duplicate, file.filtered, file.rejected, file.replay_of,
       CASE WHEN file.replay_of IS NOT NULL THEN 'archived' ELSE file.state END,
       file.path, file.sha256, file.first_error, file.archive_path, file.etag
FROM batch CROSS JOIN counted AS file
RETURNING file_id, state, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected

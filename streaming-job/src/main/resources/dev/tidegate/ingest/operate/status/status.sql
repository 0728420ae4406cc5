-- A stream in one row. The job holds an advisory lock as long as its session lives.
SELECT pipeline.stream, pipeline.epoch, pipeline.owner, pipeline.started_at, pipeline.last_batch, pipeline.files,
       pipeline.records_read, pipeline.inserted, pipeline.updated, pipeline.unchanged, pipeline.stale, pipeline.duplicate,
       pipeline.filtered, pipeline.rejected,
       clock_timestamp() AS now, status.heartbeat_at, status.files_waiting, status.oldest_waiting_at, status.files_held, status.note,
       EXISTS (
           SELECT FROM pg_locks AS held
           WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
             AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
             AND (held.classid::bigint << 32) | held.objid::bigint = hashtextextended('tidegate ' || pipeline.stream, 0)
       ) AS locked,
       (SELECT count(*) FROM ingested_files WHERE stream = pipeline.stream AND archived_at IS NULL AND state <> 'missing') AS files_to_move
FROM pipeline LEFT JOIN pipeline_status AS status USING (stream)
WHERE pipeline.stream = ?

-- Who holds the pipeline's advisory lock, and for how many seconds it has given no sign of life.
SELECT held.pid,
       extract(epoch FROM clock_timestamp() - greatest(status.heartbeat_at, pipeline.started_at)) AS silent_seconds,
       pipeline.owner
FROM pipeline
     LEFT JOIN pipeline_status AS status USING (name)
     LEFT JOIN pg_locks AS held
        ON held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
       AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (held.classid::bigint << 32) | held.objid::bigint = hashtextextended('tidegate ' || pipeline.name, 0)
WHERE pipeline.name = ?

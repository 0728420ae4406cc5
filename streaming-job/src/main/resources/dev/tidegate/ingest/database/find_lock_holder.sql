-- Who holds the advisory lock of a stream, and for how many seconds the job has given no sign of life. Every login may take such a
-- lock: whoever may not write here is no job.
SELECT held.pid,
       coalesce(extract(epoch FROM clock_timestamp() - greatest(status.heartbeat_at, pipeline.started_at)),
                CASE WHEN session.is_job IS FALSE THEN 'Infinity'::numeric END) AS silent_seconds,
       CASE WHEN session.is_job IS FALSE
            THEN format('session %s of %s, which is no job', held.pid, session.usename)
            ELSE pipeline.owner END AS owner,
       coalesce(session.is_job, true) AS is_job
FROM pipeline
     LEFT JOIN pipeline_status AS status USING (stream)
     LEFT JOIN pg_locks AS held
        ON held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
       AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (held.classid::bigint << 32) | held.objid::bigint = hashtextextended('tidegate ' || pipeline.stream, 0)
     LEFT JOIN LATERAL (
        SELECT usename, has_table_privilege(usesysid, 'public.pipeline', 'UPDATE') AS is_job
        FROM pg_stat_activity WHERE pid = held.pid) AS session ON true
WHERE pipeline.stream = ?

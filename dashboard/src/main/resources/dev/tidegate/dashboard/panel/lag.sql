-- The newest thousand of all streams together, or of one: ingest_lag has each stream for itself.
SELECT count(*) AS files, min(committed_at) AS since, percentile_cont(0.5) WITHIN GROUP (ORDER BY lag_seconds) AS median_seconds,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY lag_seconds) AS p95_seconds, max(lag_seconds) AS max_seconds
FROM (SELECT committed_at, lag_seconds::float8
      FROM file_ledger
      WHERE replay_of IS NULL AND state IN ('loaded', 'archived')
        AND (CAST(:stream AS text) IS NULL OR stream = CAST(:stream AS text))
      ORDER BY file_id DESC
      LIMIT 1000) AS newest

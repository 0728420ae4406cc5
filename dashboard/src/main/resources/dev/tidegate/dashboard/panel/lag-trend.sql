SELECT stream, committed_at, lag_seconds, path, records_read
FROM (SELECT file_id, stream, coalesce(committed_at, loaded_at) AS committed_at, lag_seconds, path, records_read
      FROM file_ledger
      WHERE lag_seconds IS NOT NULL AND state IN ('loaded', 'archived')
        AND (CAST(:stream AS text) IS NULL OR stream = CAST(:stream AS text))
      ORDER BY file_id DESC
      LIMIT 300) AS newest
ORDER BY file_id

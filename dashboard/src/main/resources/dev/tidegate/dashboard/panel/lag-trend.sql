SELECT committed_at, lag_seconds, path, records_read
FROM (SELECT file_id, coalesce(committed_at, loaded_at) AS committed_at, lag_seconds, path, records_read
      FROM file_ledger
      WHERE lag_seconds IS NOT NULL AND state IN ('loaded', 'archived')
      ORDER BY file_id DESC
      LIMIT 300) AS newest
ORDER BY file_id

-- Each insert adds a row, and only whole months are taken away, so the rows are as many as were inserted and not removed.
SELECT (SELECT count(*) FROM {table}) AS rows,
       (SELECT coalesce(sum(inserted), 0) FROM ingested_files WHERE stream = ?)::bigint AS inserted,
       (SELECT events_removed FROM pipeline WHERE stream = 'events') AS removed

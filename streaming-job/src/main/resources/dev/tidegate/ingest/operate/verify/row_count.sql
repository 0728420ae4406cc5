-- Each insert adds a row and nothing takes one away, so the rows are as many as were inserted.
SELECT (SELECT count(*) FROM {table}) AS rows,
       (SELECT coalesce(sum(inserted), 0) FROM ingested_files WHERE stream = ?)::bigint AS inserted, 0::bigint AS removed

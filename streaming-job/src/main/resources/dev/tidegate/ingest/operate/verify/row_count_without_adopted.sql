-- Each insert adds a row and nothing takes one away. Rows that were there before the stream are from no file.
SELECT (SELECT count(*) FROM {table} WHERE source_file_id > 0) AS rows,
       (SELECT coalesce(sum(inserted), 0) FROM ingested_files WHERE stream = ?)::bigint AS inserted

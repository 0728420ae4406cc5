-- Each insert adds a row, and only retention takes some away. Rows that were there before the stream are from no file.
SELECT (SELECT count(*) FROM {table} WHERE source_file_id > 0) AS rows,
       (SELECT coalesce(sum(inserted), 0) FROM ingested_files WHERE ingested_files.stream = pipeline.stream)::bigint AS inserted,
       tombstones_removed AS removed
FROM pipeline
WHERE stream = ?

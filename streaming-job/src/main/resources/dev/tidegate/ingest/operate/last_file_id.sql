SELECT coalesce(max(file_id), 0) AS last_file_id FROM ingested_files

UPDATE ingested_files SET removed_at = clock_timestamp() WHERE file_id = ANY (?)

UPDATE ingested_files SET removed_at = clock_timestamp() WHERE stream = ? AND file_id = ANY (?)

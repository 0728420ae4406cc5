SELECT stream FROM ingested_files WHERE file_id = ?

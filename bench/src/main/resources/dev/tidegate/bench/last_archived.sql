SELECT max(archived_at) FROM ingested_files

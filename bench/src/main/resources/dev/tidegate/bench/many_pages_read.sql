-- Pages that were not in the memory of the server.
SELECT blks_read FROM pg_stat_database WHERE datname = current_database()

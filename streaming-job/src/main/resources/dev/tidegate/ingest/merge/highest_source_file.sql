-- Reads the whole table: only asked where the ids were behind, since the table may have been restored and the ledger not.
SELECT coalesce(max(source_file_id), 0) AS file_id FROM {table}

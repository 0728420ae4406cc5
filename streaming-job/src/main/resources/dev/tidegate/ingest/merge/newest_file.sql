-- The end of the ledger of a stream, as people are told of it. Null where it is empty.
SELECT max(file_id) AS file_id, max(loaded_at) AS loaded_at
FROM (SELECT file_id, loaded_at FROM ingested_files WHERE stream = ? ORDER BY file_id DESC LIMIT 1) AS newest

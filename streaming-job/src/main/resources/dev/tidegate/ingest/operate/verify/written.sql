-- What each file of a slice of the ledger wrote; what a replay wrote belongs to the file that it is of.
SELECT coalesce(replay_of, file_id) AS file_id, sum(inserted + updated) AS events
FROM ingested_files
WHERE stream = ? AND file_id > ? AND file_id <= ?
GROUP BY 1

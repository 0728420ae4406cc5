-- What some files and their replays wrote until now.
SELECT coalesce(replay_of, file_id) AS file_id, sum(inserted + updated) AS events
FROM ingested_files
WHERE stream = ? AND coalesce(replay_of, file_id) = ANY (?)
GROUP BY 1

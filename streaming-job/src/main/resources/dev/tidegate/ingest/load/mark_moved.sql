-- Not worth a wait for the disk: a mark that gets lost is made again by the next start, which finds the file in its place.
UPDATE ingested_files
SET state = CASE state WHEN 'loaded' THEN 'archived' ELSE state END,
    archived_at = clock_timestamp(),
    archive_path = ?
WHERE file_id = ? AND archived_at IS NULL

-- The same, of some files only.
SELECT source_file_id AS file_id, count(*) AS events
FROM {table}
WHERE ctid >= ?::tid AND ctid < ?::tid AND source_file_id = ANY (?)
GROUP BY source_file_id

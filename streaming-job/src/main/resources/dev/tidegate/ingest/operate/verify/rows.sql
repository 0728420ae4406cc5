-- Rows of each file in some pages of the table.
SELECT source_file_id AS file_id, count(*) AS events
FROM {table}
WHERE ctid >= ?::tid AND ctid < ?::tid
GROUP BY source_file_id

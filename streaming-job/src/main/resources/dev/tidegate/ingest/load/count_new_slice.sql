-- Keeps the counts of a slice whose events were all new and are inserted.
WITH slice AS (
    SELECT ?::int AS number, ?::bigint AS new_rows
), accepted AS (
    SELECT file_no, count(*) AS records
    FROM staged_events JOIN staged_files USING (file_no)
    WHERE state = 'loaded'
    GROUP BY file_no
), won AS (
    -- Only where not every record is a row by now.
    SELECT file_no, count(*) AS records
    FROM (SELECT DISTINCT ON (staged.event_id) staged.file_no
          FROM staged_events AS staged JOIN staged_files AS file USING (file_no)
          WHERE file.state = 'loaded' AND (SELECT sum(records) FROM accepted) > (SELECT new_rows FROM slice)
          ORDER BY staged.event_id, staged.event_timestamp DESC, file.source_file_id DESC, staged.line DESC) AS winner
    GROUP BY file_no
), counted AS (
    SELECT file_no, accepted.records AS accepted,
           CASE WHEN EXISTS (SELECT FROM won) THEN coalesce(won.records, 0) ELSE accepted.records END AS inserted
    FROM accepted LEFT JOIN won USING (file_no)
)
INSERT INTO slice_counts (slice, file_no, accepted, won, inserted, updated, unchanged, stale)
SELECT slice.number, file_no, counted.accepted, counted.inserted, counted.inserted, 0, 0, 0
FROM slice CROSS JOIN counted
UNION ALL
SELECT number, 0, 0, 0, 0, 0, 0, 0 FROM slice
RETURNING slice_counts.inserted

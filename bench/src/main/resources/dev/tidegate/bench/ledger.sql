-- The promise, counted: every record of every file in one of seven counts, every row from a file, every file moved.
SELECT count(*) AS files,
       coalesce(sum(records_read), 0) AS records_read,
       coalesce(sum(inserted), 0) AS inserted,
       coalesce(sum(updated), 0) AS updated,
       coalesce(sum(unchanged), 0) AS unchanged,
       count(*) FILTER (WHERE records_read <> inserted + updated + unchanged + stale + duplicate + filtered + rejected) AS uneven,
       count(*) FILTER (WHERE state <> 'archived') AS not_archived,
       (SELECT count(*) FROM aggregate_differences()) AS aggregate_differences
FROM ingested_files

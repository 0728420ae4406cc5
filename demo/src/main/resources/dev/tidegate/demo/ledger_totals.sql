-- The whole ledger of a stream, summed anew: what the running totals must be equal to.
SELECT count(*) AS files,
       coalesce(sum(records_read), 0) AS records_read,
       coalesce(sum(inserted), 0) AS inserted,
       coalesce(sum(updated), 0) AS updated,
       coalesce(sum(unchanged), 0) AS unchanged,
       coalesce(sum(stale), 0) AS stale,
       coalesce(sum(duplicate), 0) AS duplicate,
       coalesce(sum(filtered), 0) AS filtered,
       coalesce(sum(rejected), 0) AS rejected
FROM ingested_files
WHERE stream = ?

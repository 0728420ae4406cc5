-- The whole ledger of each stream, summed anew: what the running totals must be equal to.
SELECT stream,
       count(*) AS files,
       sum(records_read) AS records_read,
       sum(inserted) AS inserted,
       sum(updated) AS updated,
       sum(unchanged) AS unchanged,
       sum(stale) AS stale,
       sum(duplicate) AS duplicate,
       sum(filtered) AS filtered,
       sum(rejected) AS rejected
FROM ingested_files
GROUP BY stream

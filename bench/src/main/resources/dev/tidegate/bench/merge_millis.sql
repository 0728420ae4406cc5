-- Median of the merges of some micro-batches in a row.
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY merge_ms) AS merge
FROM (SELECT merge_ms FROM ingest_batches ORDER BY batch_id OFFSET ? LIMIT ?) AS measured

-- Medians of what the job wrote down about the later half of its micro-batches.
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY read_ms) AS read,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY stage_ms) AS stage,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY merge_ms) AS merge
FROM ingest_batches
WHERE batch_id > (SELECT (min(batch_id) + max(batch_id)) / 2 FROM ingest_batches)

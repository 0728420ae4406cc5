-- Slices of about the same size, by a sample of the keys; of a table too small for one, by all of them.
INSERT INTO slice_plan (batch_id, loaded_at, spark_batch_id, query_id, started_at, read_ms, accepted, winners, bounds)
SELECT ?, ?, ?, ?, ?, ?, ?, ?,
       coalesce((SELECT percentile_disc(share) WITHIN GROUP (ORDER BY event_id) FROM slice_events TABLESAMPLE SYSTEM (2)),
                (SELECT percentile_disc(share) WITHIN GROUP (ORDER BY event_id) FROM slice_events),
                '{}')
FROM (SELECT ?::float8[] AS share) AS slices

SELECT batch_id, loaded_at, spark_batch_id, query_id, started_at, read_ms, accepted, winners,
       (SELECT count(*) FROM slice_files) AS files
FROM slice_plan

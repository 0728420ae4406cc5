-- Every measurement begins with empty tables.
TRUNCATE public.raw_events, bare.raw_events, spark_jdbc.raw_events, spark_jdbc.staging, pgloader.raw_events, pgloader.staging,
         server_limit.raw_events, ingested_files, ingest_batches, rejected_events;
UPDATE pipeline
SET files = 0, records_read = 0, inserted = 0, updated = 0, unchanged = 0, stale = 0, duplicate = 0, filtered = 0, rejected = 0

-- From the fence to COMMIT.
SELECT merge_ms FROM ingest_batches ORDER BY batch_id DESC LIMIT 1

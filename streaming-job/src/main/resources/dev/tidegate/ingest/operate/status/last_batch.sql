-- The newest micro-batch of the job, replays left out. Of its files the newest file ids are looked at: there is no index by batch.
SELECT batch.batch_id, batch.committed_at, batch.files, batch.records_read, batch.read_ms, batch.stage_ms, batch.merge_ms,
       (SELECT min(newest.modified_at)
        FROM (SELECT batch_id, modified_at, replay_of FROM ingested_files
              WHERE stream = batch.stream ORDER BY file_id DESC LIMIT 1000) AS newest
        WHERE newest.batch_id = batch.batch_id AND newest.replay_of IS NULL) AS oldest_modified_at
FROM ingest_batches AS batch
WHERE batch.stream = ? AND batch.spark_batch_id >= 0
ORDER BY batch.batch_id DESC
LIMIT 1

-- The ledger's rows of a micro-batch whose slices are all merged.
WITH merged AS (
    SELECT file_no, sum(accepted) - sum(won) AS duplicate, sum(inserted) AS inserted, sum(updated) AS updated,
           sum(unchanged) AS unchanged, sum(stale) AS stale
    FROM slice_counts
    GROUP BY file_no
)
INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, records_read, inserted, updated,
                            unchanged, stale, duplicate, filtered, rejected, state, path, sha256, first_error, archive_path)
SELECT file.file_id, plan.batch_id, file.size_bytes, file.modified_at, plan.loaded_at, file.records_read,
       coalesce(merged.inserted, 0), coalesce(merged.updated, 0), coalesce(merged.unchanged, 0), coalesce(merged.stale, 0),
       coalesce(merged.duplicate, 0), file.filtered, file.rejected, file.state, file.path, file.sha256, file.first_error,
       file.archive_path
FROM slice_plan AS plan CROSS JOIN staged_files AS file LEFT JOIN merged USING (file_no)
RETURNING file_id, state, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected

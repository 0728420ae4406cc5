-- Old tombstones of some pages of the table. What nothing keeps away any more is written down with it: with a version of its own an
-- older one may stand in any file that was delivered until now, and without one only in files up to that of the tombstone.
WITH asked AS (
    SELECT ?::text AS stream, ?::text AS version_column, ?::text AS version_type
), removed AS (
    DELETE FROM {table} WHERE ctid >= ?::tid AND ctid < ?::tid AND deleted_at < ?
    RETURNING source_file_id, {version} AS version
), newest AS (
    SELECT count(*) AS tombstones, count(*) FILTER (WHERE source_file_id > 0) AS from_files, max(source_file_id) AS file_id,
           max(version::{version_type}) AS version
    FROM removed
), before AS (
    SELECT tombstones_removed_file_id IS NULL AS none,
           CASE WHEN tombstones_removed_version ->> 'column' = version_column AND tombstones_removed_version ->> 'type' = version_type
                THEN (tombstones_removed_version ->> 'value')::{version_type} END AS version
    FROM asked JOIN pipeline USING (stream)
)
UPDATE pipeline
SET tombstones_removed = tombstones_removed + newest.from_files,
    tombstones_removed_at = clock_timestamp(),
    tombstones_removed_file_id = greatest(
        tombstones_removed_file_id, CASE WHEN version_column IS NULL THEN newest.file_id ELSE last_file_id END),
    -- Of another column, or of a time without one, nothing is known that could be compared.
    tombstones_removed_version = CASE WHEN version_column IS NOT NULL AND (before.none OR before.version IS NOT NULL)
        THEN jsonb_build_object('column', version_column, 'type', version_type, 'value', greatest(before.version, newest.version)) END
FROM asked CROSS JOIN newest CROSS JOIN before
WHERE pipeline.stream = asked.stream AND newest.tombstones > 0
RETURNING newest.tombstones

-- Up to where retention has removed tombstones of a stream; no row where it never has. The newest version among them only where it is
-- one of that column and type.
SELECT tombstones_removed_file_id AS file_id,
       CASE WHEN tombstones_removed_version ->> 'column' = ? AND tombstones_removed_version ->> 'type' = ?
            THEN tombstones_removed_version ->> 'value' END AS version
FROM pipeline
WHERE stream = ? AND tombstones_removed_file_id IS NOT NULL

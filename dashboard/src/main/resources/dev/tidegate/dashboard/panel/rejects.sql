SELECT stream, file_id, path, line, byte_offset, byte_length, reason, column_name, message, substring(raw FROM 1 FOR 2000) AS raw,
       rejected_at, resolved_at, resolution
FROM reject_details
WHERE (CAST(:stream AS text) IS NULL OR stream = CAST(:stream AS text))
  AND (CAST(:reason AS text) IS NULL OR reason = CAST(:reason AS text))
  AND (CAST(:file AS bigint) IS NULL OR file_id = CAST(:file AS bigint))
  AND (CAST(:before AS text) IS NULL OR (file_id, byte_offset) < (split_part(CAST(:before AS text), '.', 1)::bigint,
                                                                   split_part(CAST(:before AS text), '.', 2)::bigint))
ORDER BY file_id DESC, byte_offset DESC
LIMIT :limit

    SELECT file.file_no, written.records
    FROM (SELECT source_file_id, count(*) AS records FROM fresh GROUP BY source_file_id) AS written
         JOIN staged_files AS file USING (source_file_id)

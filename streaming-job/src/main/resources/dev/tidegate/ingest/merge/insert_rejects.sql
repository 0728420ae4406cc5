WITH inserted AS (
    INSERT INTO rejected_events (stream, file_id, line, byte_offset, byte_length, rejected_at, reason, column_name, message, raw)
    SELECT ?, file.file_id, reject.line, reject.byte_offset, reject.byte_length, ?, reject.reason, reject.column_name, reject.message, reject.raw
    FROM staged_rejects AS reject JOIN staged_files AS file USING (file_no)
    WHERE file.state = 'loaded'
    RETURNING reason)
SELECT reason, count(*) AS rejects FROM inserted GROUP BY reason

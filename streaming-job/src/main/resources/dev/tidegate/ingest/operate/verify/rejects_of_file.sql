-- A page of them, also those of its replays, in the order of the file.
SELECT reject.file_id, reject.line, reject.byte_offset, reject.byte_length, reject.raw
FROM ingested_files AS ledger JOIN rejected_events AS reject USING (file_id)
WHERE ledger.stream = ? AND ledger.path = ? AND ? IN (ledger.file_id, ledger.replay_of) AND (reject.byte_offset, reject.file_id) > (?, ?)
ORDER BY reject.byte_offset, reject.file_id
LIMIT ?

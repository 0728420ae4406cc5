-- What an operator had discarded stays discarded when its file is replayed.
WITH replay AS (
    SELECT ?::text AS stream, ?::bigint AS file_id, ?::bigint AS delivery_id, ?::text AS path
)
UPDATE rejected_events AS again
SET resolved_at = discarded.resolved_at, resolution = 'discarded'
FROM replay, ingested_files AS ledger, rejected_events AS discarded
WHERE ledger.stream = replay.stream AND ledger.path = replay.path AND replay.delivery_id IN (ledger.file_id, ledger.replay_of) AND ledger.file_id <> replay.file_id
  AND discarded.file_id = ledger.file_id AND discarded.resolution = 'discarded'
  AND again.file_id = replay.file_id AND again.byte_offset = discarded.byte_offset AND again.resolved_at IS NULL

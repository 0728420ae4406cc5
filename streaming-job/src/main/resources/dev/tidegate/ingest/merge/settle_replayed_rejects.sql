-- The open dead letters of a file, of its delivery as of earlier replays, whose records were sent through again. What was
-- refused once more is a dead letter of the new replay. Without places all of them.
WITH replay AS (
    SELECT ?::text AS stream, ?::bigint AS file_id, ?::bigint AS delivery_id, ?::text AS path, ?::timestamptz AS loaded_at, ?::bigint[] AS places
)
UPDATE rejected_events AS reject
SET resolved_at = replay.loaded_at, resolution = 'replayed'
FROM replay, ingested_files AS ledger
WHERE ledger.stream = replay.stream AND ledger.path = replay.path AND replay.delivery_id IN (ledger.file_id, ledger.replay_of) AND ledger.file_id <> replay.file_id
  AND reject.file_id = ledger.file_id AND reject.resolved_at IS NULL
  AND (replay.places IS NULL OR reject.byte_offset = ANY (replay.places))

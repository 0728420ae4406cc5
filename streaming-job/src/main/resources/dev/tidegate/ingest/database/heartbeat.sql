INSERT INTO pipeline_status AS status (stream, epoch, heartbeat_at, files_waiting, oldest_waiting_at, files_held, note)
VALUES (?, ?, clock_timestamp(), ?, ?, ?, ?)
ON CONFLICT (stream) DO UPDATE
SET epoch = excluded.epoch, heartbeat_at = excluded.heartbeat_at, files_waiting = excluded.files_waiting,
    oldest_waiting_at = excluded.oldest_waiting_at, files_held = excluded.files_held, note = excluded.note
WHERE status.epoch <= excluded.epoch

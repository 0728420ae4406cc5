-- Staged rows that are not just to be inserted: the table has their key, and where, or another staged row has it.
CREATE TEMP TABLE IF NOT EXISTS conflicting_events (
    _tg_line bigint NOT NULL, {mark_definitions, }_tg_file_no int NOT NULL, _tg_verdict text COLLATE "C" NOT NULL, _tg_at tid,
    {definitions}
) ON COMMIT DELETE ROWS

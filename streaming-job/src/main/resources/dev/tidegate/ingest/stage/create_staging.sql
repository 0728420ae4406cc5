-- The staging tables of a session, emptied by each COMMIT and ROLLBACK. Made once: a table made and dropped in each
-- micro-batch would leave 135 MB of dead catalog rows a day. What is said of a row besides the columns of its stream, which
-- may have any other name, begins with _tg_.
CREATE TEMP TABLE IF NOT EXISTS staged_events (
    _tg_line bigint NOT NULL, {mark_definitions, }_tg_file_no int NOT NULL,
    {definitions}
) ON COMMIT DELETE ROWS;

CREATE TEMP TABLE IF NOT EXISTS staged_rejects (
    file_no     int NOT NULL,
    line        bigint NOT NULL,
    byte_offset bigint NOT NULL,
    byte_length bigint NOT NULL,
    reason      text COLLATE "C" NOT NULL,
    column_name text COLLATE "C",
    message     text NOT NULL,
    raw         bytea NOT NULL
) ON COMMIT DELETE ROWS;

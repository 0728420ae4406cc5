-- Dead letters of rows that the rules accept and the table refuses.
CREATE TEMP TABLE IF NOT EXISTS staged_refused (
    file_no     int NOT NULL,
    line        bigint NOT NULL,
    byte_offset bigint NOT NULL,
    byte_length bigint NOT NULL,
    column_name text,
    message     text NOT NULL,
    raw         bytea NOT NULL
) ON COMMIT DELETE ROWS;

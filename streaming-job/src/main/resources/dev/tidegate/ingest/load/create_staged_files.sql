-- The files that enter the ledger with this micro-batch.
CREATE TEMP TABLE IF NOT EXISTS staged_files (
    file_no      int NOT NULL,
    state        text COLLATE "C" NOT NULL,
    path         text COLLATE "C" NOT NULL,
    size_bytes   bigint NOT NULL,
    modified_at  timestamptz NOT NULL,
    sha256       bytea,
    records_read bigint NOT NULL,
    filtered     bigint NOT NULL,
    rejected     bigint NOT NULL,
    first_error  text,
    archive_path text
) ON COMMIT DELETE ROWS;

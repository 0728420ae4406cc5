-- The files that enter the ledger with this micro-batch. Rows carry source_file_id, which is their row in the ledger, or,
-- where a file is replayed, that of its delivery.
CREATE TEMP TABLE IF NOT EXISTS staged_files (
    file_no        int NOT NULL,
    file_id        bigint NOT NULL,
    source_file_id bigint NOT NULL,
    replay_of      bigint,
    state          text COLLATE "C" NOT NULL,
    path           text COLLATE "C" NOT NULL,
    size_bytes     bigint NOT NULL,
    modified_at    timestamptz NOT NULL,
    sha256         bytea,
    records_read   bigint NOT NULL,
    filtered       bigint NOT NULL,
    rejected       bigint NOT NULL,
    first_error    text,
    archive_path   text,
    etag           text COLLATE "C"
) ON COMMIT DELETE ROWS;

-- What a merge in slices has to do and what it has done, beside its staged rows and as durable as they are. Each name stands
-- for the table of one micro-batch.
CREATE TABLE slice_files AS TABLE staged_files;

CREATE TABLE slice_plan (
    batch_id       bigint NOT NULL,
    loaded_at      timestamptz NOT NULL,
    spark_batch_id bigint NOT NULL,
    query_id       text NOT NULL,
    started_at     timestamptz NOT NULL,
    read_ms        int NOT NULL,
    accepted       bigint NOT NULL,
    winners        bigint[] NOT NULL,
    bounds         uuid[] NOT NULL
);

-- A slice is done when it has its row of file 0, which no file has.
CREATE TABLE slice_counts (
    slice     int NOT NULL,
    file_no   int NOT NULL,
    accepted  bigint NOT NULL,
    won       bigint NOT NULL,
    inserted  bigint NOT NULL,
    updated   bigint NOT NULL,
    unchanged bigint NOT NULL,
    stale     bigint NOT NULL,
    PRIMARY KEY (slice, file_no),
    -- Somebody else who wrote in between is found out here, where the slice can be repeated.
    CHECK (won = inserted + updated + unchanged + stale)
)

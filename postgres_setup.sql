\set ON_ERROR_STOP on
-- Tidegate: everything the database holds, for PostgreSQL 16.
--
--   psql -d your_database -f postgres_setup.sql
--
-- Sets up an empty database and changes nothing on one that is set up. One transaction: all of it or none.
-- The only DDL of the project; the streaming job itself creates nothing but temp and staging tables.

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public;
-- Two set-ups of one database at once take turns.
DO $$ BEGIN PERFORM pg_advisory_xact_lock(hashtextextended('tidegate setup', 0)); END $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Roles. Groups without login: give them to the logins of your programs, for example
--   CREATE ROLE shop_ingest LOGIN PASSWORD '..' IN ROLE tidegate_ingest;
-- Roles belong to the whole server, so another database's set-up may create the same one at the same moment.
-- ---------------------------------------------------------------------------------------------------------------------
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['tidegate_ingest', 'tidegate_reader', 'tidegate_operator'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- created by a set-up of another database in the meantime
            END;
        END IF;
    END LOOP;
END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Events
-- ---------------------------------------------------------------------------------------------------------------------
-- Columns of fixed width stand first: 5 % smaller rows than in the order of the files.
CREATE TABLE IF NOT EXISTS raw_events (
    event_id        uuid           NOT NULL,
    user_id         bigint         NOT NULL,
    product_id      bigint         NOT NULL,
    event_timestamp timestamptz    NOT NULL,
    ingested_at     timestamptz    NOT NULL DEFAULT now(),
    source_file_id  bigint         NOT NULL,
    source_line     bigint         NOT NULL,
    event_date      date           NOT NULL,
    quantity        int            NOT NULL DEFAULT 1,
    price           numeric(12, 2) NOT NULL,
    total_price     numeric(18, 2) NOT NULL,
    event_type      text COLLATE "C" NOT NULL,
    product_name    text,
    category        text COLLATE "C",
    extra           jsonb,
    CONSTRAINT raw_events_pkey PRIMARY KEY (event_id)
) WITH (fillfactor = 90);

-- 250 kB for 10 million rows, and it keeps updates HOT; a btree would cost half of the load again.
CREATE INDEX IF NOT EXISTS raw_events_event_timestamp_brin
    ON raw_events USING brin (event_timestamp) WITH (pages_per_range = 32, autosummarize = on);

COMMENT ON TABLE raw_events IS 'Each event once, in the newest version delivered. Written by the streaming job only.';
COMMENT ON COLUMN raw_events.event_id IS 'Identity of the event, given by its producer.';
COMMENT ON COLUMN raw_events.user_id IS 'Who did it.';
COMMENT ON COLUMN raw_events.product_id IS 'What it was done to.';
COMMENT ON COLUMN raw_events.event_timestamp IS 'When it happened; first part of the version order (event_timestamp, source_file_id, source_line).';
COMMENT ON COLUMN raw_events.ingested_at IS 'When the transaction that wrote this version held the fence; committed at ingest_batches.committed_at.';
COMMENT ON COLUMN raw_events.source_file_id IS 'The file this version came from: ingested_files.file_id.';
COMMENT ON COLUMN raw_events.source_line IS 'The physical line of that file, from 1, on which the record begins.';
COMMENT ON COLUMN raw_events.event_date IS 'The day of event_timestamp in UTC.';
COMMENT ON COLUMN raw_events.quantity IS 'How many pieces; 1 where the file says nothing.';
COMMENT ON COLUMN raw_events.price IS 'Price of one piece.';
COMMENT ON COLUMN raw_events.total_price IS 'price * quantity, exact.';
COMMENT ON COLUMN raw_events.event_type IS 'view, click or buy.';
COMMENT ON COLUMN raw_events.product_name IS 'Name of the product as delivered; null where empty.';
COMMENT ON COLUMN raw_events.category IS 'Category of the product as delivered; null where empty.';
COMMENT ON COLUMN raw_events.extra IS 'Columns of the file that are not named above, by header name; null where there are none.';

-- ---------------------------------------------------------------------------------------------------------------------
-- The ledger: which file was loaded, and what became of each of its records
-- ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS ingested_files (
    file_id      bigint NOT NULL,
    batch_id     bigint NOT NULL,
    size_bytes   bigint NOT NULL,
    modified_at  timestamptz NOT NULL,
    loaded_at    timestamptz NOT NULL,
    archived_at  timestamptz,
    removed_at   timestamptz,
    records_read bigint NOT NULL DEFAULT 0,
    inserted     bigint NOT NULL DEFAULT 0,
    updated      bigint NOT NULL DEFAULT 0,
    unchanged    bigint NOT NULL DEFAULT 0,
    stale        bigint NOT NULL DEFAULT 0,
    duplicate    bigint NOT NULL DEFAULT 0,
    filtered     bigint NOT NULL DEFAULT 0,
    rejected     bigint NOT NULL DEFAULT 0,
    rejects_removed bigint NOT NULL DEFAULT 0,
    replay_of    bigint,
    state        text COLLATE "C" NOT NULL,
    path         text COLLATE "C" NOT NULL,
    sha256       bytea,
    first_error  text,
    archive_path text,
    CONSTRAINT ingested_files_pkey PRIMARY KEY (file_id),
    CONSTRAINT ingested_files_state CHECK (state IN ('loaded', 'archived', 'quarantined', 'missing')),
    -- records_read, filtered and rejected are the reader's, the rest the merge's: this is the proof that nothing staged got lost.
    CONSTRAINT ingested_files_seven_counts CHECK (
        records_read = inserted + updated + unchanged + stale + duplicate + filtered + rejected),
    CONSTRAINT ingested_files_no_counts_without_load CHECK (
        state IN ('loaded', 'archived') OR (records_read = 0 AND inserted + updated + unchanged + stale + duplicate + filtered + rejected = 0))
) WITH (fillfactor = 90);

CREATE INDEX IF NOT EXISTS ingested_files_path ON ingested_files (path);
CREATE INDEX IF NOT EXISTS ingested_files_to_move ON ingested_files (file_id) WHERE archived_at IS NULL AND state <> 'missing';

COMMENT ON TABLE ingested_files IS 'The ledger: one row for each delivery of a file, written in the transaction that loads it. The truth about what was loaded.';
COMMENT ON COLUMN ingested_files.file_id IS 'Rises in the order of the commits; second part of the version order.';
COMMENT ON COLUMN ingested_files.batch_id IS 'The micro-batch that loaded it: ingest_batches.batch_id.';
COMMENT ON COLUMN ingested_files.size_bytes IS 'Size when it was taken; exactly so many bytes were read.';
COMMENT ON COLUMN ingested_files.modified_at IS 'Modification time when it was taken, in milliseconds.';
COMMENT ON COLUMN ingested_files.loaded_at IS 'When the transaction that wrote this row held the fence.';
COMMENT ON COLUMN ingested_files.archived_at IS 'When the file reached archive_path; null while it still has to be moved there.';
COMMENT ON COLUMN ingested_files.removed_at IS 'When retention removed the file from the archive; null while it is kept.';
COMMENT ON COLUMN ingested_files.records_read IS 'Records the reader found: the sum of the seven counts.';
COMMENT ON COLUMN ingested_files.inserted IS 'Records that became new rows.';
COMMENT ON COLUMN ingested_files.updated IS 'Records that replaced an older version of their row.';
COMMENT ON COLUMN ingested_files.unchanged IS 'Records equal to their row: nothing was written.';
COMMENT ON COLUMN ingested_files.stale IS 'Records older than their row: nothing was written.';
COMMENT ON COLUMN ingested_files.duplicate IS 'Records whose event_id came in a later version in the same micro-batch.';
COMMENT ON COLUMN ingested_files.filtered IS 'Records of a well-formed event type that is not view, click or buy.';
COMMENT ON COLUMN ingested_files.rejected IS 'Records that are kept in rejected_events with the reason.';
COMMENT ON COLUMN ingested_files.rejects_removed IS 'How many of the rejected retention has removed from rejected_events, long after they were settled.';
COMMENT ON COLUMN ingested_files.replay_of IS 'The file_id whose records were sent through again; null for a delivery.';
COMMENT ON COLUMN ingested_files.state IS 'loaded (still to be moved), archived, quarantined (as a whole, see first_error) or missing (gone before it was read).';
COMMENT ON COLUMN ingested_files.path IS 'Name relative to the input folder.';
COMMENT ON COLUMN ingested_files.sha256 IS 'Hash of the bytes as delivered; null where they could not be read.';
COMMENT ON COLUMN ingested_files.first_error IS 'The first reject, or why the file was quarantined; null where all is well.';
COMMENT ON COLUMN ingested_files.archive_path IS 'Where it is kept, relative to the archive folder (quarantined: to the quarantine folder). Null for a replay: its file lies where the row of the delivery says.';

CREATE TABLE IF NOT EXISTS ingest_batches (
    batch_id       bigint NOT NULL,
    epoch          bigint NOT NULL,
    spark_batch_id bigint NOT NULL,
    records_read   bigint NOT NULL,
    started_at     timestamptz NOT NULL,
    committed_at   timestamptz NOT NULL,
    files          int NOT NULL,
    read_ms        int NOT NULL,
    stage_ms       int NOT NULL,
    merge_ms       int NOT NULL,
    query_id       text NOT NULL,
    CONSTRAINT ingest_batches_pkey PRIMARY KEY (batch_id)
);

CREATE INDEX IF NOT EXISTS ingest_batches_committed_at_brin ON ingest_batches USING brin (committed_at) WITH (pages_per_range = 8);

COMMENT ON TABLE ingest_batches IS 'One row for each micro-batch that wrote something, in its own transaction.';
COMMENT ON COLUMN ingest_batches.batch_id IS 'Number of the micro-batch, allotted by the fence, without end and without gaps.';
COMMENT ON COLUMN ingest_batches.epoch IS 'Which start of the job wrote it: pipeline.epoch.';
COMMENT ON COLUMN ingest_batches.spark_batch_id IS 'Spark''s own number; begins at 0 again with a new checkpoint. -1 for a replay.';
COMMENT ON COLUMN ingest_batches.records_read IS 'Records in its files.';
COMMENT ON COLUMN ingest_batches.started_at IS 'When Spark handed the micro-batch over.';
COMMENT ON COLUMN ingest_batches.committed_at IS 'Just before COMMIT: from then on its rows are visible.';
COMMENT ON COLUMN ingest_batches.files IS 'Files of the micro-batch that got a row in the ledger.';
COMMENT ON COLUMN ingest_batches.read_ms IS 'Milliseconds for reading and judging the files.';
COMMENT ON COLUMN ingest_batches.stage_ms IS 'Milliseconds for COPY into the staging tables, where that is not part of reading.';
COMMENT ON COLUMN ingest_batches.merge_ms IS 'Milliseconds from the fence to just before COMMIT.';
COMMENT ON COLUMN ingest_batches.query_id IS 'Spark''s id of the streaming query; changes with the checkpoint. replay for a replay.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Dead letters
-- ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS rejected_events (
    file_id     bigint NOT NULL,
    line        bigint NOT NULL,
    byte_offset bigint NOT NULL,
    byte_length bigint NOT NULL,
    rejected_at timestamptz NOT NULL,
    resolved_at timestamptz,
    reason      text COLLATE "C" NOT NULL,
    column_name text COLLATE "C",
    resolution  text COLLATE "C",
    message     text NOT NULL,
    raw         bytea NOT NULL,
    CONSTRAINT rejected_events_pkey PRIMARY KEY (file_id, byte_offset),
    CONSTRAINT rejected_events_resolution CHECK (resolution IN ('replayed', 'discarded')),
    CONSTRAINT rejected_events_resolved CHECK ((resolved_at IS NULL) = (resolution IS NULL))
);

CREATE INDEX IF NOT EXISTS rejected_events_rejected_at_brin ON rejected_events USING brin (rejected_at) WITH (pages_per_range = 16);

COMMENT ON TABLE rejected_events IS 'Dead letters: every record that was refused, with its bytes and the reason.';
COMMENT ON COLUMN rejected_events.file_id IS 'The file it stands in: ingested_files.file_id.';
COMMENT ON COLUMN rejected_events.line IS 'Physical line, from 1, on which it begins.';
COMMENT ON COLUMN rejected_events.byte_offset IS 'Where its first byte stands in the file (of a .gz: in the unpacked bytes).';
COMMENT ON COLUMN rejected_events.byte_length IS 'Its length without the line end, also where raw holds less.';
COMMENT ON COLUMN rejected_events.rejected_at IS 'When it was refused.';
COMMENT ON COLUMN rejected_events.resolved_at IS 'When an operator settled it; null while it is open.';
COMMENT ON COLUMN rejected_events.reason IS 'Short code of the rule it broke.';
COMMENT ON COLUMN rejected_events.column_name IS 'The column that broke it; null where the whole record did.';
COMMENT ON COLUMN rejected_events.resolution IS 'replayed or discarded; null while it is open.';
COMMENT ON COLUMN rejected_events.message IS 'What was found and what was expected.';
COMMENT ON COLUMN rejected_events.raw IS 'Its bytes as delivered, the first 64 KiB.';

-- ---------------------------------------------------------------------------------------------------------------------
-- The pipeline: fence, totals, heartbeat
-- ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS pipeline (
    name           text NOT NULL,
    schema_version int NOT NULL,
    epoch          bigint NOT NULL DEFAULT 0,
    last_batch     bigint NOT NULL DEFAULT 0,
    last_file_id   bigint NOT NULL DEFAULT 0,
    files          bigint NOT NULL DEFAULT 0,
    records_read   bigint NOT NULL DEFAULT 0,
    inserted       bigint NOT NULL DEFAULT 0,
    updated        bigint NOT NULL DEFAULT 0,
    unchanged      bigint NOT NULL DEFAULT 0,
    stale          bigint NOT NULL DEFAULT 0,
    duplicate      bigint NOT NULL DEFAULT 0,
    filtered       bigint NOT NULL DEFAULT 0,
    rejected       bigint NOT NULL DEFAULT 0,
    started_at     timestamptz,
    owner          text,
    CONSTRAINT pipeline_pkey PRIMARY KEY (name)
) WITH (fillfactor = 25);

COMMENT ON TABLE pipeline IS 'One row: the fence that only one job passes, the counters it allots from, and running totals of the ledger.';
COMMENT ON COLUMN pipeline.name IS 'Name of the pipeline.';
COMMENT ON COLUMN pipeline.schema_version IS 'Version of this script; a job of another version does not start.';
COMMENT ON COLUMN pipeline.epoch IS 'Grows with each start of a job; a job whose epoch is no longer this one is fenced off.';
COMMENT ON COLUMN pipeline.last_batch IS 'Number of the newest micro-batch.';
COMMENT ON COLUMN pipeline.last_file_id IS 'Newest file_id allotted.';
COMMENT ON COLUMN pipeline.files IS 'Rows of the ledger.';
COMMENT ON COLUMN pipeline.records_read IS 'Total of ingested_files.records_read.';
COMMENT ON COLUMN pipeline.inserted IS 'Total of ingested_files.inserted.';
COMMENT ON COLUMN pipeline.updated IS 'Total of ingested_files.updated.';
COMMENT ON COLUMN pipeline.unchanged IS 'Total of ingested_files.unchanged.';
COMMENT ON COLUMN pipeline.stale IS 'Total of ingested_files.stale.';
COMMENT ON COLUMN pipeline.duplicate IS 'Total of ingested_files.duplicate.';
COMMENT ON COLUMN pipeline.filtered IS 'Total of ingested_files.filtered.';
COMMENT ON COLUMN pipeline.rejected IS 'Total of ingested_files.rejected.';
COMMENT ON COLUMN pipeline.started_at IS 'When the job that holds the epoch started.';
COMMENT ON COLUMN pipeline.owner IS 'Host and process of the job that holds the epoch.';

-- Apart from pipeline, since a heartbeat must not wait for the merge that holds the fence.
CREATE TABLE IF NOT EXISTS pipeline_status (
    name              text NOT NULL,
    epoch             bigint NOT NULL,
    heartbeat_at      timestamptz NOT NULL,
    oldest_waiting_at timestamptz,
    files_waiting     bigint NOT NULL,
    files_held        bigint NOT NULL,
    note              text,
    CONSTRAINT pipeline_status_pkey PRIMARY KEY (name)
) WITH (fillfactor = 25);

COMMENT ON TABLE pipeline_status IS 'What the running job says of itself every 5 seconds.';
COMMENT ON COLUMN pipeline_status.name IS 'Name of the pipeline.';
COMMENT ON COLUMN pipeline_status.epoch IS 'Epoch of the job that wrote this.';
COMMENT ON COLUMN pipeline_status.heartbeat_at IS 'When, by the clock of the database.';
COMMENT ON COLUMN pipeline_status.oldest_waiting_at IS 'Modification time of the oldest file that waits in the input folder; null where none waits.';
COMMENT ON COLUMN pipeline_status.files_waiting IS 'Files in the input folder that are still to be loaded.';
COMMENT ON COLUMN pipeline_status.files_held IS 'Files that the system does not let the job read or move.';
COMMENT ON COLUMN pipeline_status.note IS 'What the job is waiting for; null where it is not.';

INSERT INTO pipeline (name, schema_version) VALUES ('tidegate', 1) ON CONFLICT (name) DO NOTHING;

-- ---------------------------------------------------------------------------------------------------------------------
-- Aggregates, kept exact by statement-level triggers on raw_events
-- No CHECK (events >= 0): the row of a negative delta is checked before ON CONFLICT is looked at.
-- Plain numeric for revenue: two legal buys overflow numeric(18,2).
-- ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS sales_by_minute (
    minute     timestamptz NOT NULL,
    events     bigint NOT NULL,
    quantity   bigint NOT NULL,
    revenue    numeric NOT NULL,
    category   text COLLATE "C",
    event_type text COLLATE "C" NOT NULL,
    CONSTRAINT sales_by_minute_key UNIQUE NULLS NOT DISTINCT (minute, category, event_type)
) WITH (fillfactor = 80);

CREATE TABLE IF NOT EXISTS sales_by_hour (
    hour       timestamptz NOT NULL,
    events     bigint NOT NULL,
    quantity   bigint NOT NULL,
    revenue    numeric NOT NULL,
    category   text COLLATE "C",
    event_type text COLLATE "C" NOT NULL,
    CONSTRAINT sales_by_hour_key UNIQUE NULLS NOT DISTINCT (hour, category, event_type)
) WITH (fillfactor = 80);

CREATE TABLE IF NOT EXISTS product_by_day (
    product_id bigint NOT NULL,
    events     bigint NOT NULL,
    quantity   bigint NOT NULL,
    day        date NOT NULL,
    revenue    numeric NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    CONSTRAINT product_by_day_key UNIQUE NULLS NOT DISTINCT (day, product_id, event_type)
) WITH (fillfactor = 80);

CREATE TABLE IF NOT EXISTS user_by_day (
    user_id  bigint NOT NULL,
    views    bigint NOT NULL,
    clicks   bigint NOT NULL,
    buys     bigint NOT NULL,
    quantity bigint NOT NULL,
    day      date NOT NULL,
    revenue  numeric NOT NULL,
    category text COLLATE "C",
    CONSTRAINT user_by_day_key UNIQUE NULLS NOT DISTINCT (day, category, user_id)
) WITH (fillfactor = 80);

CREATE TABLE IF NOT EXISTS products (
    product_id      bigint NOT NULL,
    event_timestamp timestamptz NOT NULL,
    product_name    text,
    category        text COLLATE "C",
    CONSTRAINT products_pkey PRIMARY KEY (product_id)
) WITH (fillfactor = 80);

COMMENT ON TABLE sales_by_minute IS 'Events by minute, category and type. Rows with events = 0 may remain after corrections.';
COMMENT ON COLUMN sales_by_minute.minute IS 'Begin of the minute of event_timestamp.';
COMMENT ON COLUMN sales_by_minute.events IS 'Number of events.';
COMMENT ON COLUMN sales_by_minute.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN sales_by_minute.revenue IS 'Sum of total_price; of event_type buy it is what was sold.';
COMMENT ON COLUMN sales_by_minute.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN sales_by_minute.event_type IS 'view, click or buy.';
COMMENT ON TABLE sales_by_hour IS 'Events by hour, category and type. Rows with events = 0 may remain after corrections.';
COMMENT ON COLUMN sales_by_hour.hour IS 'Begin of the hour of event_timestamp, in UTC.';
COMMENT ON COLUMN sales_by_hour.events IS 'Number of events.';
COMMENT ON COLUMN sales_by_hour.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN sales_by_hour.revenue IS 'Sum of total_price; of event_type buy it is what was sold.';
COMMENT ON COLUMN sales_by_hour.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN sales_by_hour.event_type IS 'view, click or buy.';
COMMENT ON TABLE product_by_day IS 'Events by day (UTC), product and type. Rows with events = 0 may remain after corrections.';
COMMENT ON COLUMN product_by_day.product_id IS 'The product.';
COMMENT ON COLUMN product_by_day.events IS 'Number of events.';
COMMENT ON COLUMN product_by_day.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN product_by_day.day IS 'Day of event_timestamp in UTC.';
COMMENT ON COLUMN product_by_day.revenue IS 'Sum of total_price; of event_type buy it is what was sold.';
COMMENT ON COLUMN product_by_day.event_type IS 'view, click or buy.';
COMMENT ON TABLE user_by_day IS 'What each user did by day (UTC) and category. Rows of zeros may remain after corrections.';
COMMENT ON COLUMN user_by_day.user_id IS 'The user.';
COMMENT ON COLUMN user_by_day.views IS 'Number of views.';
COMMENT ON COLUMN user_by_day.clicks IS 'Number of clicks.';
COMMENT ON COLUMN user_by_day.buys IS 'Number of buys.';
COMMENT ON COLUMN user_by_day.quantity IS 'Sum of quantity of the buys.';
COMMENT ON COLUMN user_by_day.day IS 'Day of event_timestamp in UTC.';
COMMENT ON COLUMN user_by_day.revenue IS 'Sum of total_price of the buys.';
COMMENT ON COLUMN user_by_day.category IS 'Category; null where the events have none.';
COMMENT ON TABLE products IS 'Name and category of each product by its newest event. Not summed, so not recounted.';
COMMENT ON COLUMN products.product_id IS 'The product.';
COMMENT ON COLUMN products.event_timestamp IS 'When the event happened that name and category are from.';
COMMENT ON COLUMN products.product_name IS 'Its newest name; null where that event has none.';
COMMENT ON COLUMN products.category IS 'Its newest category; null where that event has none.';

-- The rows a statement added (sign +1) or took away (sign -1), summed into the aggregates. An update is one call with its
-- old rows and one with its new ones. Every upsert writes in the order of its key, so that two writers cannot deadlock.
CREATE OR REPLACE FUNCTION aggregate_changed_rows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    sign CONSTANT int := TG_ARGV[0];
BEGIN
    -- A statement-level trigger fires for a statement that touched no row, too.
    IF NOT EXISTS (SELECT FROM changed_rows) THEN
        RETURN NULL;
    END IF;

    WITH delta AS (
        SELECT date_bin('1 minute', event_timestamp, 'epoch') AS minute, category, event_type,
               sign * count(*) AS events, sign * sum(quantity) AS quantity, sign * sum(total_price) AS revenue
        FROM changed_rows
        GROUP BY 1, 2, 3
    ), minutes AS (
        INSERT INTO sales_by_minute AS kept (minute, category, event_type, events, quantity, revenue)
        SELECT minute, category, event_type, events, quantity, revenue
        FROM delta
        ORDER BY minute, category, event_type
        ON CONFLICT (minute, category, event_type) DO UPDATE
        SET events = kept.events + excluded.events,
            quantity = kept.quantity + excluded.quantity,
            revenue = kept.revenue + excluded.revenue
    )
    INSERT INTO sales_by_hour AS kept (hour, category, event_type, events, quantity, revenue)
    SELECT date_bin('1 hour', minute, 'epoch'), category, event_type, sum(events), sum(quantity), sum(revenue)
    FROM delta
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3
    ON CONFLICT (hour, category, event_type) DO UPDATE
    SET events = kept.events + excluded.events,
        quantity = kept.quantity + excluded.quantity,
        revenue = kept.revenue + excluded.revenue;

    INSERT INTO product_by_day AS kept (day, product_id, event_type, events, quantity, revenue)
    SELECT event_date, product_id, event_type, sign * count(*), sign * sum(quantity), sign * sum(total_price)
    FROM changed_rows
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3
    ON CONFLICT (day, product_id, event_type) DO UPDATE
    SET events = kept.events + excluded.events,
        quantity = kept.quantity + excluded.quantity,
        revenue = kept.revenue + excluded.revenue;

    INSERT INTO user_by_day AS kept (day, category, user_id, views, clicks, buys, quantity, revenue)
    SELECT event_date, category, user_id,
           sign * count(*) FILTER (WHERE event_type = 'view'),
           sign * count(*) FILTER (WHERE event_type = 'click'),
           sign * count(*) FILTER (WHERE event_type = 'buy'),
           sign * coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0),
           sign * coalesce(sum(total_price) FILTER (WHERE event_type = 'buy'), 0)
    FROM changed_rows
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3
    ON CONFLICT (day, category, user_id) DO UPDATE
    SET views = kept.views + excluded.views,
        clicks = kept.clicks + excluded.clicks,
        buys = kept.buys + excluded.buys,
        quantity = kept.quantity + excluded.quantity,
        revenue = kept.revenue + excluded.revenue;

    IF sign > 0 THEN
        -- Grouped before it is sorted: a million events have few spellings of a product.
        INSERT INTO products AS kept (product_id, product_name, category, event_timestamp)
        SELECT DISTINCT ON (product_id) product_id, product_name, category, newest
        FROM (SELECT product_id, product_name, category, max(event_timestamp) AS newest
              FROM changed_rows
              GROUP BY product_id, product_name, category) AS spellings
        ORDER BY product_id, newest DESC, product_name, category
        ON CONFLICT (product_id) DO UPDATE
        SET product_name = excluded.product_name, category = excluded.category, event_timestamp = excluded.event_timestamp
        WHERE excluded.event_timestamp >= kept.event_timestamp
          AND (excluded.product_name, excluded.category, excluded.event_timestamp)
              IS DISTINCT FROM (kept.product_name, kept.category, kept.event_timestamp);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION truncate_aggregates() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    TRUNCATE sales_by_minute, sales_by_hour, product_by_day, user_by_day, products;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER aggregate_inserted AFTER INSERT ON raw_events REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION aggregate_changed_rows('1');
CREATE OR REPLACE TRIGGER aggregate_updated_old AFTER UPDATE ON raw_events REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION aggregate_changed_rows('-1');
CREATE OR REPLACE TRIGGER aggregate_updated_new AFTER UPDATE ON raw_events REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION aggregate_changed_rows('1');
CREATE OR REPLACE TRIGGER aggregate_deleted AFTER DELETE ON raw_events REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION aggregate_changed_rows('-1');
-- TRUNCATE has no transition table.
CREATE OR REPLACE TRIGGER aggregate_truncated AFTER TRUNCATE ON raw_events
    FOR EACH STATEMENT EXECUTE FUNCTION truncate_aggregates();

COMMENT ON FUNCTION aggregate_changed_rows() IS 'Adds (1) or subtracts (-1) the rows of a statement to the aggregates.';
COMMENT ON FUNCTION truncate_aggregates() IS 'Empties the aggregates together with raw_events.';

-- The aggregates as raw_events says they should be, one row a key.
CREATE OR REPLACE VIEW recounted_aggregates AS
SELECT 'sales_by_minute' AS aggregate,
       jsonb_build_array(extract(epoch FROM date_bin('1 minute', event_timestamp, 'epoch')), category, event_type) AS key,
       jsonb_build_array(count(*), sum(quantity), sum(total_price)) AS sums
FROM raw_events GROUP BY date_bin('1 minute', event_timestamp, 'epoch'), category, event_type
UNION ALL
SELECT 'sales_by_hour', jsonb_build_array(extract(epoch FROM date_bin('1 hour', event_timestamp, 'epoch')), category, event_type),
       jsonb_build_array(count(*), sum(quantity), sum(total_price))
FROM raw_events GROUP BY date_bin('1 hour', event_timestamp, 'epoch'), category, event_type
UNION ALL
SELECT 'product_by_day', jsonb_build_array(event_date, product_id, event_type),
       jsonb_build_array(count(*), sum(quantity), sum(total_price))
FROM raw_events GROUP BY event_date, product_id, event_type
UNION ALL
SELECT 'user_by_day', jsonb_build_array(event_date, category, user_id),
       jsonb_build_array(count(*) FILTER (WHERE event_type = 'view'), count(*) FILTER (WHERE event_type = 'click'),
                         count(*) FILTER (WHERE event_type = 'buy'),
                         coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0),
                         coalesce(sum(total_price) FILTER (WHERE event_type = 'buy'), 0))
FROM raw_events GROUP BY event_date, category, user_id;

-- The aggregates as they are kept, in the same form. Rows of zeros are what corrections leave behind: they count for nothing.
CREATE OR REPLACE VIEW kept_aggregates AS
SELECT 'sales_by_minute' AS aggregate, jsonb_build_array(extract(epoch FROM minute), category, event_type) AS key,
       jsonb_build_array(events, quantity, revenue) AS sums
FROM sales_by_minute WHERE (events, quantity, revenue) <> (0, 0, 0)
UNION ALL
SELECT 'sales_by_hour', jsonb_build_array(extract(epoch FROM hour), category, event_type), jsonb_build_array(events, quantity, revenue)
FROM sales_by_hour WHERE (events, quantity, revenue) <> (0, 0, 0)
UNION ALL
SELECT 'product_by_day', jsonb_build_array(day, product_id, event_type), jsonb_build_array(events, quantity, revenue)
FROM product_by_day WHERE (events, quantity, revenue) <> (0, 0, 0)
UNION ALL
SELECT 'user_by_day', jsonb_build_array(day, category, user_id), jsonb_build_array(views, clicks, buys, quantity, revenue)
FROM user_by_day WHERE (views, clicks, buys, quantity, revenue) <> (0, 0, 0, 0, 0);

COMMENT ON VIEW recounted_aggregates IS 'The aggregates counted anew from raw_events, one row a key: reads the whole table.';
COMMENT ON COLUMN recounted_aggregates.aggregate IS 'Name of the aggregate table.';
COMMENT ON COLUMN recounted_aggregates.key IS 'Its key as a JSON array.';
COMMENT ON COLUMN recounted_aggregates.sums IS 'Its sums as a JSON array.';
COMMENT ON VIEW kept_aggregates IS 'The aggregates as they are kept, in the form of recounted_aggregates, without rows of zeros.';
COMMENT ON COLUMN kept_aggregates.aggregate IS 'Name of the aggregate table.';
COMMENT ON COLUMN kept_aggregates.key IS 'Its key as a JSON array.';
COMMENT ON COLUMN kept_aggregates.sums IS 'Its sums as a JSON array.';

CREATE OR REPLACE FUNCTION aggregate_differences()
    RETURNS TABLE (aggregate text, key jsonb, kept jsonb, recounted jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT aggregate, key, k.sums, r.sums
    FROM kept_aggregates AS k FULL JOIN recounted_aggregates AS r USING (aggregate, key)
    WHERE k.sums IS DISTINCT FROM r.sums
    ORDER BY aggregate, key
$$;

COMMENT ON FUNCTION aggregate_differences() IS 'Where the aggregates differ from a recount of raw_events: no rows, unless triggers were switched off.';

-- Locks raw_events against writers: nothing may change between the count and the sums.
CREATE OR REPLACE FUNCTION recount_aggregates() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    LOCK TABLE raw_events IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM sales_by_minute;
    DELETE FROM sales_by_hour;
    DELETE FROM product_by_day;
    DELETE FROM user_by_day;
    INSERT INTO sales_by_minute (minute, category, event_type, events, quantity, revenue)
    SELECT date_bin('1 minute', event_timestamp, 'epoch'), category, event_type, count(*), sum(quantity), sum(total_price)
    FROM raw_events GROUP BY 1, 2, 3;
    INSERT INTO sales_by_hour (hour, category, event_type, events, quantity, revenue)
    SELECT date_bin('1 hour', event_timestamp, 'epoch'), category, event_type, count(*), sum(quantity), sum(total_price)
    FROM raw_events GROUP BY 1, 2, 3;
    INSERT INTO product_by_day (day, product_id, event_type, events, quantity, revenue)
    SELECT event_date, product_id, event_type, count(*), sum(quantity), sum(total_price)
    FROM raw_events GROUP BY 1, 2, 3;
    INSERT INTO user_by_day (day, category, user_id, views, clicks, buys, quantity, revenue)
    SELECT event_date, category, user_id, count(*) FILTER (WHERE event_type = 'view'), count(*) FILTER (WHERE event_type = 'click'),
           count(*) FILTER (WHERE event_type = 'buy'), coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0),
           coalesce(sum(total_price) FILTER (WHERE event_type = 'buy'), 0)
    FROM raw_events GROUP BY 1, 2, 3;
END
$$;

COMMENT ON FUNCTION recount_aggregates() IS 'Counts the aggregates anew from raw_events. Writers wait meanwhile, readers do not.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Views for people and the dashboard
-- ---------------------------------------------------------------------------------------------------------------------

-- ---------------------------------------------------------------------------------------------------------------------
-- Staging: large micro-batches are copied in parallel into unlogged tables of their own here
-- ---------------------------------------------------------------------------------------------------------------------
CREATE SCHEMA IF NOT EXISTS tidegate_staging;
COMMENT ON SCHEMA tidegate_staging IS 'Unlogged staging tables of large micro-batches; the job creates and drops them.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Rights
-- ---------------------------------------------------------------------------------------------------------------------
GRANT SELECT, INSERT, UPDATE ON raw_events, ingested_files, pipeline_status TO tidegate_ingest;
GRANT SELECT, INSERT ON ingest_batches, rejected_events TO tidegate_ingest;
GRANT SELECT, UPDATE ON pipeline TO tidegate_ingest;
GRANT USAGE, CREATE ON SCHEMA tidegate_staging TO tidegate_ingest;

GRANT SELECT, INSERT, UPDATE ON raw_events, ingested_files, rejected_events, pipeline, pipeline_status TO tidegate_operator;
GRANT SELECT, INSERT, DELETE ON ingest_batches TO tidegate_operator;
GRANT DELETE ON rejected_events TO tidegate_operator;
GRANT SELECT ON sales_by_minute, sales_by_hour, product_by_day, user_by_day, products, recounted_aggregates, kept_aggregates
    TO tidegate_operator;
GRANT USAGE, CREATE ON SCHEMA tidegate_staging TO tidegate_operator;

REVOKE EXECUTE ON FUNCTION recount_aggregates(), aggregate_differences() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION recount_aggregates(), aggregate_differences() TO tidegate_operator;

DO $$
BEGIN
    -- Some servers take TEMPORARY away from everybody; the job needs it for its staging tables.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO tidegate_ingest, tidegate_operator', current_database());
END
$$;

COMMIT;

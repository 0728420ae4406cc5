-- CREATE_STAGING
-- The staging tables of a session, emptied by each COMMIT and ROLLBACK. Made once: a table made and dropped in each
-- micro-batch would leave 135 MB of dead catalog rows a day. What is said of a row besides the columns of its stream, which
-- may have any other name, begins with _tg_.
CREATE TEMP TABLE IF NOT EXISTS staged_events (
    _tg_line bigint NOT NULL, _tg_file_no int NOT NULL,
    "event_id" uuid NOT NULL, "event_timestamp" timestamptz NOT NULL, "event_date" date NOT NULL,
        "quantity" numeric(12, 3) NOT NULL, "price" numeric(14, 4) NOT NULL,
        "total_price" numeric(26, 7) NOT NULL, "product_id" text COLLATE "C" NOT NULL,
        "event_type" text COLLATE "C" NOT NULL, "user_id" text COLLATE "C", "product_name" text,
        "category" text COLLATE "C", "currency" text COLLATE "C", "session_id" text COLLATE "C",
        "extra" jsonb
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

-- COPY_EVENTS
COPY staged_events (_tg_file_no, _tg_line, "event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra")
FROM STDIN (FORMAT binary)

-- COPY_REJECTS
COPY staged_rejects (file_no, line, byte_offset, byte_length, reason, column_name, message, raw)
FROM STDIN (FORMAT binary)

-- COPY_EVENTS into the tables of a large micro-batch
COPY tidegate_staging.events_7_1_events (_tg_attempt, _tg_file_no, _tg_line, "event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra")
FROM STDIN (FORMAT binary)

-- COPY_REJECTS into the tables of a large micro-batch
COPY tidegate_staging.events_7_1_rejects (_tg_attempt, file_no, line, byte_offset, byte_length, reason, column_name, message, raw)
FROM STDIN (FORMAT binary)

-- COPY_SUMS into the tables of a large micro-batch
COPY tidegate_staging.events_7_1_sums (_tg_attempt, summed_for, minute, day, user_id, product_id, event_type, category, currency, product_name, events,
    views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue, refunded, newest)
FROM STDIN (FORMAT binary)

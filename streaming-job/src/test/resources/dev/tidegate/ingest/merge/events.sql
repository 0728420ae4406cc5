-- INSERT_EVENTS
-- The newest version of each staged event into the table, as if none of them were there: most large micro-batches hold
-- nothing but new events, and to look up each costs more than a tenth of the merge. One that is there is a 23505.
WITH batch AS (
    SELECT ?::timestamptz AS loaded_at
), winner AS NOT MATERIALIZED (
    -- The newest version of each event in this micro-batch; the others are duplicates. In the order of the key: an index
    -- takes a million random ids in order for half of what they cost as they come.
    SELECT DISTINCT ON (staged."event_id") staged.*
    FROM (SELECT delivered.*, file.source_file_id AS _tg_source_file_id
          FROM staged_events AS delivered JOIN staged_files AS file ON file.file_no = delivered._tg_file_no
          WHERE file.state = 'loaded') AS staged
    ORDER BY staged."event_id", staged."event_timestamp" DESC, staged._tg_source_file_id DESC, staged._tg_line DESC
)
INSERT INTO "public"."raw_events" ("event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra", ingested_at, source_file_id, source_line)
SELECT winner."event_id", winner."event_timestamp", winner."event_date", winner."quantity",
        winner."price", winner."total_price", winner."product_id", winner."event_type",
        winner."user_id", winner."product_name", winner."category", winner."currency",
        winner."session_id", winner."extra",
        (SELECT loaded_at FROM batch), winner._tg_source_file_id, winner._tg_line
FROM winner

-- INSERT_DISTINCT_EVENTS
-- The same as insert_events.sql where the staged events lie in the order of the key and none comes twice, as far as is known:
-- they are inserted as they are read. Two of one key are a 23505, too.
WITH batch AS (
    SELECT ?::timestamptz AS loaded_at
)
INSERT INTO "public"."raw_events" ("event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra", ingested_at, source_file_id, source_line)
SELECT staged."event_id", staged."event_timestamp", staged."event_date", staged."quantity",
        staged."price", staged."total_price", staged."product_id", staged."event_type",
        staged."user_id", staged."product_name", staged."category", staged."currency",
        staged."session_id", staged."extra",
        (SELECT loaded_at FROM batch), file.source_file_id, staged._tg_line
FROM staged_events AS staged JOIN staged_files AS file ON file.file_no = staged._tg_file_no
WHERE file.state = 'loaded'

-- WRITE_LEDGER_OF_NEW
-- The ledger's rows of a micro-batch whose events were all new and are inserted. Where as many were inserted as the reader
-- accepted, each record is a row and none has to be counted; else what is staged is counted, and what of it won.
WITH batch AS (
    SELECT ?::bigint AS batch_id, ?::timestamptz AS loaded_at, ?::text AS stream, ?::bigint AS inserted
), counting AS (
    SELECT coalesce(sum(records_read - filtered - rejected) <> (SELECT inserted FROM batch), false) AS needed
    FROM staged_files
    WHERE state = 'loaded'
), accepted AS (
    SELECT _tg_file_no AS file_no, count(*) AS records
    FROM staged_events
    WHERE (SELECT needed FROM counting)
    GROUP BY _tg_file_no
), winner AS NOT MATERIALIZED (
    -- The newest version of each event in this micro-batch; the others are duplicates. In the order of the key: an index
    -- takes a million random ids in order for half of what they cost as they come.
    SELECT DISTINCT ON (staged."event_id") staged.*
    FROM (SELECT delivered.*, file.source_file_id AS _tg_source_file_id
          FROM staged_events AS delivered JOIN staged_files AS file ON file.file_no = delivered._tg_file_no
          WHERE file.state = 'loaded') AS staged
    ORDER BY staged."event_id", staged."event_timestamp" DESC, staged._tg_source_file_id DESC, staged._tg_line DESC
), won AS (
    SELECT _tg_file_no AS file_no, count(*) AS records
    FROM winner
    WHERE (SELECT needed FROM counting)
    GROUP BY _tg_file_no
), counted AS (
    SELECT file.*,
           CASE
               WHEN state <> 'loaded' THEN 0
               WHEN counting.needed THEN coalesce(won.records, 0)
               ELSE file.records_read - file.filtered - file.rejected
           END AS inserted,
           CASE WHEN state = 'loaded' AND counting.needed THEN coalesce(accepted.records, 0) - coalesce(won.records, 0) ELSE 0 END AS duplicate
    FROM counting CROSS JOIN staged_files AS file
         LEFT JOIN accepted USING (file_no)
         LEFT JOIN won USING (file_no)
)
INSERT INTO ingested_files (stream, file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted, duplicate,
                            filtered, rejected, replay_of, state, path, sha256, first_error, archive_path, etag)
SELECT batch.stream, file.file_id, batch.batch_id, file.size_bytes, file.modified_at, batch.loaded_at,
       -- A replay moves nothing: its file lies where the row of the delivery says.
       CASE WHEN file.replay_of IS NOT NULL THEN batch.loaded_at END,
       file.records_read, file.inserted, file.duplicate, file.filtered, file.rejected, file.replay_of,
       CASE WHEN file.replay_of IS NOT NULL THEN 'archived' ELSE file.state END,
       file.path, file.sha256, file.first_error, file.archive_path, file.etag
FROM batch CROSS JOIN counted AS file
RETURNING file_id, state, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected

-- MERGE
-- Merges the staged events into the table and writes the ledger, in one statement: all parts see the table as it was before,
-- so each event is judged once, and the counts are those of what was really written.
WITH batch AS (
    SELECT ?::bigint AS batch_id, ?::timestamptz AS loaded_at, ?::text AS stream
), winner AS NOT MATERIALIZED (
    -- The newest version of each event in this micro-batch; the others are duplicates. In the order of the key: an index
    -- takes a million random ids in order for half of what they cost as they come.
    SELECT DISTINCT ON (staged."event_id") staged.*
    FROM (SELECT delivered.*, file.source_file_id AS _tg_source_file_id
          FROM staged_events AS delivered JOIN staged_files AS file ON file.file_no = delivered._tg_file_no
          WHERE file.state = 'loaded') AS staged
    ORDER BY staged."event_id", staged."event_timestamp" DESC, staged._tg_source_file_id DESC, staged._tg_line DESC
), fresh AS (
    -- Straight from the sort into the table. Each id is looked up where it goes next: a hash join would lose the order.
    -- Plain: ON CONFLICT costs 1.5 microseconds a row also where nothing conflicts. A foreign writer in between is a 23505.
    INSERT INTO "public"."raw_events" ("event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra", ingested_at, source_file_id, source_line)
    SELECT winner."event_id", winner."event_timestamp", winner."event_date", winner."quantity",
        winner."price", winner."total_price", winner."product_id", winner."event_type",
        winner."user_id", winner."product_name", winner."category", winner."currency",
        winner."session_id", winner."extra",
        (SELECT loaded_at FROM batch), winner._tg_source_file_id, winner._tg_line
    FROM winner
    WHERE (SELECT true FROM "public"."raw_events" AS kept WHERE (kept."event_id") = (winner."event_id")) IS NULL
    RETURNING source_file_id, source_line
), accepted AS (
    SELECT _tg_file_no AS file_no, count(*) AS records FROM staged_events GROUP BY _tg_file_no
), inserted AS (
    SELECT file.file_no, written.records
    FROM (SELECT source_file_id, count(*) AS records FROM fresh GROUP BY source_file_id) AS written
         JOIN staged_files AS file USING (source_file_id)
), judged AS (
    -- Only where not every record became a new row: a second look, at all of them.
    SELECT winner.*, kept._tg_at,
           CASE
               WHEN kept.source_line IS NULL THEN 'new'
               WHEN (winner."event_timestamp", winner."quantity", winner."price", winner."total_price",
        winner."product_id" COLLATE "C", winner."event_type" COLLATE "C",
        winner."user_id" COLLATE "C", winner."product_name" COLLATE "C",
        winner."category" COLLATE "C", winner."currency" COLLATE "C",
        winner."session_id" COLLATE "C", winner."extra")
                    IS NOT DISTINCT FROM (kept."event_timestamp", kept."quantity", kept."price", kept."total_price", kept."product_id",
        kept."event_type", kept."user_id", kept."product_name", kept."category", kept."currency",
        kept."session_id", kept."extra") THEN 'unchanged'
               WHEN (winner."event_timestamp", winner._tg_source_file_id, winner._tg_line)
                    > (kept."event_timestamp", kept.source_file_id, kept.source_line) THEN 'newer'
               ELSE 'stale'
           END AS _tg_verdict
    FROM winner LEFT JOIN LATERAL (
        SELECT *, found.ctid AS _tg_at FROM "public"."raw_events" AS found WHERE (found."event_id") = (winner."event_id") LIMIT 1) AS kept ON true
    WHERE (SELECT sum(records) FROM accepted) > (SELECT coalesce(sum(records), 0) FROM inserted)
), newer AS (
    INSERT INTO "public"."raw_events" AS kept ("event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra", ingested_at, source_file_id, source_line)
    SELECT judged."event_id", judged."event_timestamp", judged."event_date", judged."quantity",
        judged."price", judged."total_price", judged."product_id", judged."event_type",
        judged."user_id", judged."product_name", judged."category", judged."currency",
        judged."session_id", judged."extra",
        (SELECT loaded_at FROM batch), judged._tg_source_file_id, judged._tg_line
    FROM judged
    WHERE judged._tg_verdict = 'newer'
    ORDER BY judged."event_id"
    ON CONFLICT ("event_id") DO UPDATE
    SET "event_timestamp" = excluded."event_timestamp", "event_date" = excluded."event_date",
        "quantity" = excluded."quantity", "price" = excluded."price",
        "total_price" = excluded."total_price", "product_id" = excluded."product_id",
        "event_type" = excluded."event_type", "user_id" = excluded."user_id",
        "product_name" = excluded."product_name", "category" = excluded."category",
        "currency" = excluded."currency", "session_id" = excluded."session_id",
        "extra" = excluded."extra", ingested_at = excluded.ingested_at, source_file_id = excluded.source_file_id,
        source_line = excluded.source_line
    WHERE (excluded."event_timestamp", excluded.source_file_id, excluded.source_line)
          > (kept."event_timestamp", kept.source_file_id, kept.source_line)
    RETURNING kept.source_file_id
), won AS (
    SELECT _tg_file_no AS file_no, count(*) AS records, count(*) FILTER (WHERE _tg_verdict = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE _tg_verdict = 'stale') AS stale
    FROM judged GROUP BY _tg_file_no
), updated AS (
    SELECT source_file_id, count(*) AS records FROM newer GROUP BY source_file_id
)
INSERT INTO ingested_files (stream, file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted, updated,
                            unchanged, stale, duplicate, filtered, rejected, replay_of, state, path, sha256, first_error, archive_path, etag)
SELECT batch.stream, file.file_id, batch.batch_id, file.size_bytes, file.modified_at, batch.loaded_at,
       -- A replay moves nothing: its file lies where the row of the delivery says.
       CASE WHEN file.replay_of IS NOT NULL THEN batch.loaded_at END,
       file.records_read,
       coalesce(inserted.records, 0), coalesce(updated.records, 0), coalesce(won.unchanged, 0), coalesce(won.stale, 0),
       CASE WHEN file.state = 'loaded' THEN coalesce(accepted.records, 0) - coalesce(won.records, inserted.records, 0) ELSE 0 END,
       file.filtered, file.rejected, file.replay_of,
       CASE WHEN file.replay_of IS NOT NULL THEN 'archived' ELSE file.state END,
       file.path, file.sha256, file.first_error, file.archive_path, file.etag
FROM batch CROSS JOIN staged_files AS file
     LEFT JOIN accepted USING (file_no)
     LEFT JOIN inserted USING (file_no)
     LEFT JOIN won USING (file_no)
     LEFT JOIN updated USING (source_file_id)
RETURNING file_id, state, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected

-- CREATE_CONFLICTING_EVENTS
-- Staged rows that are not just to be inserted: the table has their key, and where, or another staged row has it.
CREATE TEMP TABLE IF NOT EXISTS conflicting_events (
    _tg_line bigint NOT NULL, _tg_file_no int NOT NULL, _tg_verdict text COLLATE "C" NOT NULL, _tg_at tid,
    "event_id" uuid NOT NULL, "event_timestamp" timestamptz NOT NULL, "event_date" date NOT NULL,
        "quantity" numeric(12, 3) NOT NULL, "price" numeric(14, 4) NOT NULL,
        "total_price" numeric(26, 7) NOT NULL, "product_id" text COLLATE "C" NOT NULL,
        "event_type" text COLLATE "C" NOT NULL, "user_id" text COLLATE "C", "product_name" text,
        "category" text COLLATE "C", "currency" text COLLATE "C", "session_id" text COLLATE "C",
        "extra" jsonb
) ON COMMIT DELETE ROWS

-- JUDGE_KNOWN_EVENTS
-- Looks each staged row up, in the order in which they lie, and judges those whose key is in the table. Once: what is found
-- here is not looked up again.
INSERT INTO conflicting_events (_tg_line, _tg_file_no, _tg_verdict, _tg_at,
    "event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra")
WITH winner AS NOT MATERIALIZED (
    SELECT delivered.*, file.source_file_id AS _tg_source_file_id
    FROM staged_known AS delivered JOIN staged_files AS file ON file.file_no = delivered._tg_file_no
    WHERE file.state = 'loaded'
)
SELECT _tg_line, _tg_file_no, _tg_verdict, _tg_at,
    "event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra"
FROM (
    SELECT winner.*, kept._tg_at,
           CASE
               WHEN kept.source_line IS NULL THEN 'new'
               WHEN (winner."event_timestamp", winner."quantity", winner."price", winner."total_price",
        winner."product_id" COLLATE "C", winner."event_type" COLLATE "C",
        winner."user_id" COLLATE "C", winner."product_name" COLLATE "C",
        winner."category" COLLATE "C", winner."currency" COLLATE "C",
        winner."session_id" COLLATE "C", winner."extra")
                    IS NOT DISTINCT FROM (kept."event_timestamp", kept."quantity", kept."price", kept."total_price", kept."product_id",
        kept."event_type", kept."user_id", kept."product_name", kept."category", kept."currency",
        kept."session_id", kept."extra") THEN 'unchanged'
               WHEN (winner."event_timestamp", winner._tg_source_file_id, winner._tg_line)
                    > (kept."event_timestamp", kept.source_file_id, kept.source_line) THEN 'newer'
               ELSE 'stale'
           END AS _tg_verdict
    FROM winner LEFT JOIN LATERAL (
        SELECT *, found.ctid AS _tg_at FROM "public"."raw_events" AS found
            WHERE found.ctid = winner._tg_found AND (found."event_id") = (winner."event_id")
        UNION ALL
        SELECT *, found.ctid AS _tg_at FROM "public"."raw_events" AS found WHERE (found."event_id") = (winner."event_id") LIMIT 1) AS kept ON true
    WHERE kept.source_line IS NOT NULL
) AS judged

-- FIND_KNOWN_EVENTS
-- Looks each staged row up, in the order in which they lie, and judges those whose key is in the table. Once: what is found
-- here is not looked up again.
INSERT INTO conflicting_events (_tg_line, _tg_file_no, _tg_verdict, _tg_at,
    "event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra")
WITH winner AS NOT MATERIALIZED (
    SELECT delivered.*, file.source_file_id AS _tg_source_file_id
    FROM staged_events AS delivered JOIN staged_files AS file ON file.file_no = delivered._tg_file_no
    WHERE file.state = 'loaded'
)
SELECT _tg_line, _tg_file_no, _tg_verdict, _tg_at,
    "event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra"
FROM (
    SELECT winner.*, kept._tg_at,
           CASE
               WHEN kept.source_line IS NULL THEN 'new'
               WHEN (winner."event_timestamp", winner."quantity", winner."price", winner."total_price",
        winner."product_id" COLLATE "C", winner."event_type" COLLATE "C",
        winner."user_id" COLLATE "C", winner."product_name" COLLATE "C",
        winner."category" COLLATE "C", winner."currency" COLLATE "C",
        winner."session_id" COLLATE "C", winner."extra")
                    IS NOT DISTINCT FROM (kept."event_timestamp", kept."quantity", kept."price", kept."total_price", kept."product_id",
        kept."event_type", kept."user_id", kept."product_name", kept."category", kept."currency",
        kept."session_id", kept."extra") THEN 'unchanged'
               WHEN (winner."event_timestamp", winner._tg_source_file_id, winner._tg_line)
                    > (kept."event_timestamp", kept.source_file_id, kept.source_line) THEN 'newer'
               ELSE 'stale'
           END AS _tg_verdict
    FROM winner LEFT JOIN LATERAL (
        SELECT *, found.ctid AS _tg_at FROM "public"."raw_events" AS found WHERE (found."event_id") = (winner."event_id") LIMIT 1) AS kept ON true
    WHERE kept.source_line IS NOT NULL
) AS judged

-- FIND_CONFLICTING_EVENTS
-- Looks each staged row up, in the order in which they lie, and judges those whose key is in the table. Once: what is found
-- here is not looked up again.
INSERT INTO conflicting_events (_tg_line, _tg_file_no, _tg_verdict, _tg_at,
    "event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra")
WITH winner AS NOT MATERIALIZED (
    SELECT delivered.*, file.source_file_id AS _tg_source_file_id
    FROM staged_events AS delivered JOIN staged_files AS file ON file.file_no = delivered._tg_file_no
    WHERE file.state = 'loaded'
)
SELECT _tg_line, _tg_file_no, _tg_verdict, _tg_at,
    "event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra"
FROM (
    SELECT winner.*, kept._tg_at,
           CASE
               WHEN kept.source_line IS NULL THEN 'new'
               WHEN (winner."event_timestamp", winner."quantity", winner."price", winner."total_price",
        winner."product_id" COLLATE "C", winner."event_type" COLLATE "C",
        winner."user_id" COLLATE "C", winner."product_name" COLLATE "C",
        winner."category" COLLATE "C", winner."currency" COLLATE "C",
        winner."session_id" COLLATE "C", winner."extra")
                    IS NOT DISTINCT FROM (kept."event_timestamp", kept."quantity", kept."price", kept."total_price", kept."product_id",
        kept."event_type", kept."user_id", kept."product_name", kept."category", kept."currency",
        kept."session_id", kept."extra") THEN 'unchanged'
               WHEN (winner."event_timestamp", winner._tg_source_file_id, winner._tg_line)
                    > (kept."event_timestamp", kept.source_file_id, kept.source_line) THEN 'newer'
               ELSE 'stale'
           END AS _tg_verdict
    FROM winner LEFT JOIN LATERAL (
        SELECT *, found.ctid AS _tg_at FROM "public"."raw_events" AS found WHERE (found."event_id") = (winner."event_id") LIMIT 1) AS kept ON true
    WHERE kept.source_line IS NOT NULL
       OR (winner."event_id") IN (SELECT winner."event_id" FROM winner GROUP BY winner."event_id" HAVING count(*) > 1)
) AS judged

-- INSERT_OTHERS
-- The same as insert_distinct_events.sql, without the rows that conflict. These are told by where they come from: keys may be
-- long, and a hash of two numbers is small.
WITH batch AS (
    SELECT ?::timestamptz AS loaded_at
)
INSERT INTO "public"."raw_events" ("event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra", ingested_at, source_file_id, source_line)
SELECT staged."event_id", staged."event_timestamp", staged."event_date", staged."quantity",
        staged."price", staged."total_price", staged."product_id", staged."event_type",
        staged."user_id", staged."product_name", staged."category", staged."currency",
        staged."session_id", staged."extra",
        (SELECT loaded_at FROM batch), file.source_file_id, staged._tg_line
FROM staged_events AS staged JOIN staged_files AS file ON file.file_no = staged._tg_file_no
WHERE file.state = 'loaded'
  AND NOT EXISTS (
      SELECT FROM conflicting_events AS conflicting
      WHERE conflicting._tg_file_no = staged._tg_file_no AND conflicting._tg_line = staged._tg_line)


-- INSERT_OTHERS_IN_ORDER
-- The same as insert_distinct_events.sql, without the rows that conflict. These are told by where they come from: keys may be
-- long, and a hash of two numbers is small.
WITH batch AS (
    SELECT ?::timestamptz AS loaded_at
)
INSERT INTO "public"."raw_events" ("event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra", ingested_at, source_file_id, source_line)
SELECT staged."event_id", staged."event_timestamp", staged."event_date", staged."quantity",
        staged."price", staged."total_price", staged."product_id", staged."event_type",
        staged."user_id", staged."product_name", staged."category", staged."currency",
        staged."session_id", staged."extra",
        (SELECT loaded_at FROM batch), file.source_file_id, staged._tg_line
FROM staged_events AS staged JOIN staged_files AS file ON file.file_no = staged._tg_file_no
WHERE file.state = 'loaded'
  AND NOT EXISTS (
      SELECT FROM conflicting_events AS conflicting
      WHERE conflicting._tg_file_no = staged._tg_file_no AND conflicting._tg_line = staged._tg_line)
ORDER BY staged."event_id"

-- MERGE_CONFLICTING_EVENTS
-- Merges the rows that conflict, and writes the ledger, in one statement; all others are inserted before it, which is known by
-- their number. The rows are judged, each by itself; of several with one key the newest version wins.
WITH batch AS (
    SELECT ?::bigint AS batch_id, ?::timestamptz AS loaded_at, ?::text AS stream
), judged AS MATERIALIZED (
    -- The newest version of each event in this micro-batch; the others are duplicates. In the order of the key: an index
    -- takes a million random ids in order for half of what they cost as they come.
    SELECT DISTINCT ON (staged."event_id") staged.*
    FROM (SELECT delivered.*, file.source_file_id AS _tg_source_file_id
          FROM conflicting_events AS delivered JOIN staged_files AS file ON file.file_no = delivered._tg_file_no
          WHERE file.state = 'loaded') AS staged
    ORDER BY staged."event_id", staged."event_timestamp" DESC, staged._tg_source_file_id DESC, staged._tg_line DESC
), winner AS NOT MATERIALIZED (
    SELECT * FROM judged
), fresh AS (
    INSERT INTO "public"."raw_events" ("event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra", ingested_at, source_file_id, source_line)
    SELECT judged."event_id", judged."event_timestamp", judged."event_date", judged."quantity",
        judged."price", judged."total_price", judged."product_id", judged."event_type",
        judged."user_id", judged."product_name", judged."category", judged."currency",
        judged."session_id", judged."extra",
        (SELECT loaded_at FROM batch), judged._tg_source_file_id, judged._tg_line
    FROM judged
    WHERE judged._tg_verdict = 'new'
    RETURNING source_file_id, source_line
), newer AS (
    -- Each is where it was found: ON CONFLICT would look it up once more and lock it first, a quarter of the merge. A row that a
    -- foreign writer has replaced since then is there no more, and the counts do not add up.
    UPDATE "public"."raw_events" AS kept
    SET "event_timestamp" = excluded."event_timestamp", "event_date" = excluded."event_date",
        "quantity" = excluded."quantity", "price" = excluded."price",
        "total_price" = excluded."total_price", "product_id" = excluded."product_id",
        "event_type" = excluded."event_type", "user_id" = excluded."user_id",
        "product_name" = excluded."product_name", "category" = excluded."category",
        "currency" = excluded."currency", "session_id" = excluded."session_id",
        "extra" = excluded."extra", ingested_at = excluded.ingested_at, source_file_id = excluded.source_file_id,
        source_line = excluded.source_line
    FROM (SELECT judged."event_id", judged."event_timestamp", judged."event_date", judged."quantity",
        judged."price", judged."total_price", judged."product_id", judged."event_type",
        judged."user_id", judged."product_name", judged."category", judged."currency",
        judged."session_id", judged."extra",
              (SELECT loaded_at FROM batch), judged._tg_source_file_id, judged._tg_line, judged._tg_at
          FROM judged
          WHERE judged._tg_verdict = 'newer') AS excluded ("event_id", "event_timestamp", "event_date", "quantity", "price", "total_price",
        "product_id", "event_type", "user_id", "product_name", "category", "currency", "session_id",
        "extra",
              ingested_at, source_file_id, source_line, _tg_at)
    WHERE kept.ctid = excluded._tg_at
      AND (kept."event_id") = (excluded."event_id")
      AND (excluded."event_timestamp", excluded.source_file_id, excluded.source_line)
          > (kept."event_timestamp", kept.source_file_id, kept.source_line)
    RETURNING kept.source_file_id
), inserted AS (
    SELECT file.file_no, written.records
    FROM (SELECT source_file_id, count(*) AS records FROM fresh GROUP BY source_file_id) AS written
         JOIN staged_files AS file USING (source_file_id)
), conflicting AS (
    SELECT _tg_file_no AS file_no, count(*) AS records FROM conflicting_events GROUP BY _tg_file_no
), won AS (
    SELECT _tg_file_no AS file_no, count(*) AS records, count(*) FILTER (WHERE _tg_verdict = 'unchanged') AS unchanged,
           count(*) FILTER (WHERE _tg_verdict = 'stale') AS stale
    FROM judged GROUP BY _tg_file_no
), updated AS (
    SELECT source_file_id, count(*) AS records FROM newer GROUP BY source_file_id
)
INSERT INTO ingested_files (stream, file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted, updated,
                            unchanged, stale, duplicate, filtered, rejected, replay_of, state, path, sha256, first_error, archive_path, etag)
SELECT batch.stream, file.file_id, batch.batch_id, file.size_bytes, file.modified_at, batch.loaded_at,
       -- A replay moves nothing: its file lies where the row of the delivery says.
       CASE WHEN file.replay_of IS NOT NULL THEN batch.loaded_at END,
       file.records_read,
       CASE WHEN file.state = 'loaded' THEN file.records_read - file.filtered - file.rejected - coalesce(conflicting.records, 0) ELSE 0 END
           + coalesce(inserted.records, 0),
       coalesce(updated.records, 0), coalesce(won.unchanged, 0), coalesce(won.stale, 0),
       coalesce(conflicting.records, 0) - coalesce(won.records, 0),
       file.filtered, file.rejected, file.replay_of,
       CASE WHEN file.replay_of IS NOT NULL THEN 'archived' ELSE file.state END,
       file.path, file.sha256, file.first_error, file.archive_path, file.etag
FROM batch CROSS JOIN staged_files AS file
     LEFT JOIN conflicting USING (file_no)
     LEFT JOIN inserted USING (file_no)
     LEFT JOIN won USING (file_no)
     LEFT JOIN updated USING (source_file_id)
RETURNING file_id, state, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected

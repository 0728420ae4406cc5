\set ON_ERROR_STOP on

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public;
DO $$ BEGIN PERFORM pg_advisory_xact_lock(hashtextextended('tidegate setup', 0)); END $$;

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

CREATE INDEX IF NOT EXISTS raw_events_event_timestamp_brin
    ON raw_events USING brin (event_timestamp) WITH (pages_per_range = 32, autosummarize = on);

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
    CONSTRAINT ingested_files_seven_counts CHECK (
        records_read = inserted + updated + unchanged + stale + duplicate + filtered + rejected),
    CONSTRAINT ingested_files_no_counts_without_load CHECK (
        state IN ('loaded', 'archived') OR (records_read = 0 AND inserted + updated + unchanged + stale + duplicate + filtered + rejected = 0))
) WITH (fillfactor = 90);

CREATE INDEX IF NOT EXISTS ingested_files_path_modified_at ON ingested_files (path, modified_at);
CREATE INDEX IF NOT EXISTS ingested_files_to_move ON ingested_files (file_id) WHERE archived_at IS NULL AND state <> 'missing';

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

INSERT INTO pipeline (name, schema_version) VALUES ('tidegate', 1) ON CONFLICT (name) DO NOTHING;

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

CREATE TABLE IF NOT EXISTS user_total_by_day (
    user_id  bigint NOT NULL,
    views    bigint NOT NULL,
    clicks   bigint NOT NULL,
    buys     bigint NOT NULL,
    quantity bigint NOT NULL,
    day      date NOT NULL,
    revenue  numeric NOT NULL,
    CONSTRAINT user_total_by_day_key UNIQUE (day, user_id)
) WITH (fillfactor = 80);

CREATE TABLE IF NOT EXISTS products (
    product_id      bigint NOT NULL,
    event_timestamp timestamptz NOT NULL,
    product_name    text,
    category        text COLLATE "C",
    CONSTRAINT products_pkey PRIMARY KEY (product_id)
) WITH (fillfactor = 80);

CREATE OR REPLACE FUNCTION aggregate_changed_rows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    sign CONSTANT int := TG_ARGV[0];
BEGIN
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

    WITH delta AS (
        SELECT event_date AS day, product_id, event_type, product_name, category, count(*) AS events, sum(quantity) AS quantity,
               sum(total_price) AS revenue, max(event_timestamp) AS newest
        FROM changed_rows
        GROUP BY event_date, product_id, event_type, product_name, category
    ), spellings AS (
        INSERT INTO products AS kept (product_id, product_name, category, event_timestamp)
        SELECT DISTINCT ON (product_id) product_id, product_name, category, newest
        FROM delta
        WHERE sign > 0
        ORDER BY product_id, newest DESC, product_name, category
        ON CONFLICT (product_id) DO UPDATE
        SET product_name = excluded.product_name, category = excluded.category, event_timestamp = excluded.event_timestamp
        WHERE excluded.event_timestamp >= kept.event_timestamp
          AND (excluded.product_name, excluded.category, excluded.event_timestamp)
              IS DISTINCT FROM (kept.product_name, kept.category, kept.event_timestamp)
    )
    INSERT INTO product_by_day AS kept (day, product_id, event_type, events, quantity, revenue)
    SELECT day, product_id, event_type, sign * sum(events), sign * sum(quantity), sign * sum(revenue)
    FROM delta
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3
    ON CONFLICT (day, product_id, event_type) DO UPDATE
    SET events = kept.events + excluded.events,
        quantity = kept.quantity + excluded.quantity,
        revenue = kept.revenue + excluded.revenue;

    WITH delta AS (
        SELECT event_date AS day, category, user_id,
               sign * count(*) FILTER (WHERE event_type = 'view') AS views,
               sign * count(*) FILTER (WHERE event_type = 'click') AS clicks,
               sign * count(*) FILTER (WHERE event_type = 'buy') AS buys,
               sign * coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0) AS quantity,
               sign * coalesce(sum(total_price) FILTER (WHERE event_type = 'buy'), 0) AS revenue
        FROM changed_rows
        GROUP BY event_date, category, user_id
    ), categories AS (
        INSERT INTO user_by_day AS kept (day, category, user_id, views, clicks, buys, quantity, revenue)
        SELECT day, category, user_id, views, clicks, buys, quantity, revenue
        FROM delta
        ORDER BY day, category, user_id
        ON CONFLICT (day, category, user_id) DO UPDATE
        SET views = kept.views + excluded.views,
            clicks = kept.clicks + excluded.clicks,
            buys = kept.buys + excluded.buys,
            quantity = kept.quantity + excluded.quantity,
            revenue = kept.revenue + excluded.revenue
    )
    INSERT INTO user_total_by_day AS kept (day, user_id, views, clicks, buys, quantity, revenue)
    SELECT day, user_id, sum(views), sum(clicks), sum(buys), sum(quantity), sum(revenue)
    FROM delta
    GROUP BY 1, 2
    ORDER BY 1, 2
    ON CONFLICT (day, user_id) DO UPDATE
    SET views = kept.views + excluded.views,
        clicks = kept.clicks + excluded.clicks,
        buys = kept.buys + excluded.buys,
        quantity = kept.quantity + excluded.quantity,
        revenue = kept.revenue + excluded.revenue;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION truncate_aggregates() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    TRUNCATE sales_by_minute, sales_by_hour, product_by_day, user_by_day, user_total_by_day, products;
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
CREATE OR REPLACE TRIGGER aggregate_truncated AFTER TRUNCATE ON raw_events
    FOR EACH STATEMENT EXECUTE FUNCTION truncate_aggregates();

INSERT INTO user_total_by_day (day, user_id, views, clicks, buys, quantity, revenue)
SELECT day, user_id, sum(views), sum(clicks), sum(buys), sum(quantity), sum(revenue)
FROM user_by_day
WHERE NOT EXISTS (SELECT FROM user_total_by_day)
GROUP BY 1, 2;
DROP INDEX IF EXISTS ingested_files_path;

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
FROM raw_events GROUP BY event_date, category, user_id
UNION ALL
SELECT 'user_total_by_day', jsonb_build_array(event_date, user_id),
       jsonb_build_array(count(*) FILTER (WHERE event_type = 'view'), count(*) FILTER (WHERE event_type = 'click'),
                         count(*) FILTER (WHERE event_type = 'buy'),
                         coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0),
                         coalesce(sum(total_price) FILTER (WHERE event_type = 'buy'), 0))
FROM raw_events GROUP BY event_date, user_id;

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
FROM user_by_day WHERE (views, clicks, buys, quantity, revenue) <> (0, 0, 0, 0, 0)
UNION ALL
SELECT 'user_total_by_day', jsonb_build_array(day, user_id), jsonb_build_array(views, clicks, buys, quantity, revenue)
FROM user_total_by_day WHERE (views, clicks, buys, quantity, revenue) <> (0, 0, 0, 0, 0);

CREATE OR REPLACE FUNCTION aggregate_differences()
    RETURNS TABLE (aggregate text, key jsonb, kept jsonb, recounted jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT aggregate, key, k.sums, r.sums
    FROM kept_aggregates AS k FULL JOIN recounted_aggregates AS r USING (aggregate, key)
    WHERE k.sums IS DISTINCT FROM r.sums
    ORDER BY aggregate, key
$$;

CREATE OR REPLACE FUNCTION recount_aggregates() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    LOCK TABLE raw_events IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM sales_by_minute;
    DELETE FROM sales_by_hour;
    DELETE FROM product_by_day;
    DELETE FROM user_by_day;
    DELETE FROM user_total_by_day;
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
    INSERT INTO user_total_by_day (day, user_id, views, clicks, buys, quantity, revenue)
    SELECT day, user_id, sum(views), sum(clicks), sum(buys), sum(quantity), sum(revenue)
    FROM user_by_day GROUP BY 1, 2;
END
$$;

CREATE OR REPLACE VIEW sales_trend_by_minute AS
SELECT minute, category, views, clicks, orders, units, revenue,
       round(revenue / nullif(orders, 0), 2) AS average_order_value,
       round(orders::numeric / nullif(views, 0), 4) AS conversion
FROM (SELECT minute, category,
             coalesce(sum(events) FILTER (WHERE event_type = 'view'), 0)::bigint AS views,
             coalesce(sum(events) FILTER (WHERE event_type = 'click'), 0)::bigint AS clicks,
             coalesce(sum(events) FILTER (WHERE event_type = 'buy'), 0)::bigint AS orders,
             coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0)::bigint AS units,
             coalesce(sum(revenue) FILTER (WHERE event_type = 'buy'), 0) AS revenue
      FROM sales_by_minute
      WHERE events <> 0
      GROUP BY minute, category) AS counted;

CREATE OR REPLACE VIEW sales_trend_by_hour AS
SELECT hour, category, views, clicks, orders, units, revenue,
       round(revenue / nullif(orders, 0), 2) AS average_order_value,
       round(orders::numeric / nullif(views, 0), 4) AS conversion
FROM (SELECT hour, category,
             coalesce(sum(events) FILTER (WHERE event_type = 'view'), 0)::bigint AS views,
             coalesce(sum(events) FILTER (WHERE event_type = 'click'), 0)::bigint AS clicks,
             coalesce(sum(events) FILTER (WHERE event_type = 'buy'), 0)::bigint AS orders,
             coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0)::bigint AS units,
             coalesce(sum(revenue) FILTER (WHERE event_type = 'buy'), 0) AS revenue
      FROM sales_by_hour
      WHERE events <> 0
      GROUP BY hour, category) AS counted;

CREATE OR REPLACE VIEW sales_trend_by_day AS
SELECT day, category, views, clicks, orders, units, revenue,
       round(revenue / nullif(orders, 0), 2) AS average_order_value,
       round(orders::numeric / nullif(views, 0), 4) AS conversion
FROM (SELECT (hour AT TIME ZONE 'UTC')::date AS day, category, sum(views)::bigint AS views, sum(clicks)::bigint AS clicks,
             sum(orders)::bigint AS orders, sum(units)::bigint AS units, sum(revenue) AS revenue
      FROM sales_trend_by_hour
      GROUP BY 1, 2) AS counted;

CREATE OR REPLACE VIEW newest_sales AS
SELECT (SELECT hour FROM sales_by_hour WHERE events <> 0 ORDER BY hour DESC LIMIT 1) AS newest_hour;

CREATE OR REPLACE FUNCTION sales_between(since timestamptz, until timestamptz)
    RETURNS TABLE (category text, views bigint, clicks bigint, orders bigint, units bigint, revenue numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT part.category, sum(part.views)::bigint, sum(part.clicks)::bigint, sum(part.orders)::bigint,
           sum(part.units)::bigint, sum(part.revenue)
    FROM (SELECT h.category, h.views, h.clicks, h.orders, h.units, h.revenue
          FROM sales_trend_by_hour AS h
          WHERE h.hour >= date_bin('1 hour', since + interval '59 minutes 59.999999 seconds', 'epoch')
            AND h.hour < date_bin('1 hour', until, 'epoch')
          UNION ALL
          SELECT m.category, m.views, m.clicks, m.orders, m.units, m.revenue
          FROM sales_trend_by_minute AS m
          WHERE m.minute >= since
            AND m.minute < least(until, date_bin('1 hour', since + interval '59 minutes 59.999999 seconds', 'epoch'))
          UNION ALL
          SELECT m.category, m.views, m.clicks, m.orders, m.units, m.revenue
          FROM sales_trend_by_minute AS m
          WHERE m.minute >= greatest(date_bin('1 hour', until, 'epoch'),
                                     date_bin('1 hour', since + interval '59 minutes 59.999999 seconds', 'epoch'))
            AND m.minute < until) AS part
    GROUP BY part.category
$$;

CREATE OR REPLACE FUNCTION sales_trend_between(since timestamptz, until timestamptz, bucket interval, wanted text)
    RETURNS TABLE (bucket_start timestamptz, category text, views bigint, clicks bigint, orders bigint, units bigint, revenue numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT date_bin(bucket, m.minute, '2000-01-03 00:00Z'), m.category, sum(m.views)::bigint, sum(m.clicks)::bigint,
           sum(m.orders)::bigint, sum(m.units)::bigint, sum(m.revenue)
    FROM sales_trend_by_minute AS m
    WHERE bucket < interval '1 hour' AND m.minute >= since AND m.minute < until
      AND (wanted IS NULL OR coalesce(m.category, '') = wanted)
    GROUP BY 1, 2
    UNION ALL
    SELECT date_bin(bucket, h.hour, '2000-01-03 00:00Z'), h.category, sum(h.views)::bigint, sum(h.clicks)::bigint,
           sum(h.orders)::bigint, sum(h.units)::bigint, sum(h.revenue)
    FROM sales_trend_by_hour AS h
    WHERE bucket >= interval '1 hour' AND h.hour >= since AND h.hour < until
      AND (wanted IS NULL OR coalesce(h.category, '') = wanted)
    GROUP BY 1, 2
$$;

CREATE OR REPLACE FUNCTION sales_compared(since timestamptz, until timestamptz, wanted text)
    RETURNS TABLE (compared text, begins timestamptz, ends timestamptz, views bigint, clicks bigint, orders bigint, units bigint,
                   revenue numeric, average_order_value numeric, conversion numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT c.compared, c.begins, c.ends, s.views, s.clicks, s.orders, s.units, s.revenue,
           round(s.revenue / nullif(s.orders, 0), 2), round(s.orders::numeric / nullif(s.views, 0), 4)
    FROM (SELECT e.compared, date_bin('1 minute', since - e.earlier, 'epoch') AS begins,
                 date_bin('1 minute', until - e.earlier + interval '59.999999 seconds', 'epoch') AS ends
          FROM (VALUES ('now', interval '0'), ('a day before', interval '24 hours'), ('a week before', interval '168 hours'))
              AS e (compared, earlier)) AS c
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(b.views), 0)::bigint AS views, coalesce(sum(b.clicks), 0)::bigint AS clicks,
               coalesce(sum(b.orders), 0)::bigint AS orders, coalesce(sum(b.units), 0)::bigint AS units,
               coalesce(sum(b.revenue), 0) AS revenue
        FROM sales_between(c.begins, c.ends) AS b
        WHERE wanted IS NULL OR coalesce(b.category, '') = wanted) AS s
$$;

CREATE OR REPLACE VIEW sales_now AS
SELECT p.period, s.compared, s.begins, s.ends, s.views, s.clicks, s.orders, s.units, s.revenue, s.average_order_value, s.conversion
FROM (VALUES ('5 minutes', interval '5 minutes'), ('1 hour', '1 hour'), ('24 hours', '24 hours'), ('7 days', '168 hours'))
    AS p (period, span)
CROSS JOIN LATERAL sales_compared(now() - p.span, now(), NULL) AS s;

CREATE OR REPLACE VIEW user_engagement_by_day AS
SELECT day, category, user_id, views, clicks, buys AS orders, quantity AS units, revenue
FROM user_by_day
WHERE (views, clicks, buys) <> (0, 0, 0);

CREATE OR REPLACE VIEW user_engagement_total_by_day AS
SELECT day, user_id, views, clicks, buys AS orders, quantity AS units, revenue
FROM user_total_by_day
WHERE (views, clicks, buys) <> (0, 0, 0);

CREATE OR REPLACE VIEW event_details AS
SELECT e.event_timestamp, e.event_type, e.user_id, e.product_id, e.product_name, e.category, e.quantity, e.price, e.total_price,
       e.event_id, e.extra, e.source_file_id,
       (SELECT f.path FROM ingested_files AS f WHERE f.file_id = e.source_file_id) AS source_path, e.source_line, e.ingested_at
FROM raw_events AS e;

CREATE OR REPLACE FUNCTION user_engagement_between(since timestamptz, until timestamptz, wanted text)
    RETURNS TABLE (user_id bigint, views bigint, clicks bigint, orders bigint, units bigint, revenue numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT m.user_id, m.views, m.clicks, m.orders, m.units, m.revenue
    FROM (SELECT e.user_id, count(*) FILTER (WHERE e.event_type = 'view') AS views,
                 count(*) FILTER (WHERE e.event_type = 'click') AS clicks, count(*) FILTER (WHERE e.event_type = 'buy') AS orders,
                 coalesce(sum(e.quantity) FILTER (WHERE e.event_type = 'buy'), 0) AS units,
                 coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'buy'), 0) AS revenue
          FROM event_details AS e
          WHERE e.event_timestamp >= since AND e.event_timestamp < until AND (wanted IS NULL OR coalesce(e.category, '') = wanted)
          GROUP BY e.user_id) AS m
    WHERE until - since <= interval '6 hours'
    UNION ALL
    SELECT t.user_id, t.views, t.clicks, t.orders, t.units, t.revenue
    FROM (SELECT d.user_id, sum(d.views)::bigint AS views, sum(d.clicks)::bigint AS clicks, sum(d.orders)::bigint AS orders,
                 sum(d.units)::bigint AS units, sum(d.revenue) AS revenue
          FROM user_engagement_total_by_day AS d
          WHERE d.day >= (since AT TIME ZONE 'UTC')::date AND d.day <= ((until AT TIME ZONE 'UTC') - interval '1 microsecond')::date
          GROUP BY d.user_id) AS t
    WHERE until - since > interval '6 hours' AND wanted IS NULL
    UNION ALL
    SELECT c.user_id, c.views, c.clicks, c.orders, c.units, c.revenue
    FROM (SELECT d.user_id, sum(d.views)::bigint AS views, sum(d.clicks)::bigint AS clicks, sum(d.orders)::bigint AS orders,
                 sum(d.units)::bigint AS units, sum(d.revenue) AS revenue
          FROM generate_series(0, ((until AT TIME ZONE 'UTC') - interval '1 microsecond')::date - (since AT TIME ZONE 'UTC')::date)
              AS n (day)
          CROSS JOIN LATERAL (
              SELECT * FROM user_engagement_by_day AS e
              WHERE e.day = (since AT TIME ZONE 'UTC')::date + n.day
                AND (e.category = wanted OR wanted = '' AND e.category IS NULL)
              OFFSET 0) AS d
          GROUP BY d.user_id) AS c
    WHERE until - since > interval '6 hours' AND wanted IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION funnel_between(since timestamptz, until timestamptz, wanted text)
    RETURNS TABLE (step int, event_type text, users bigint, users_in_all bigint, share_of_first numeric, drop_off bigint, drop_off_share numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT s.step, s.event_type, s.users, s.users_in_all, round(s.users::numeric / nullif(f.viewed, 0), 4),
           s.users_before - s.users, round((s.users_before - s.users)::numeric / nullif(s.users_before, 0), 4)
    FROM (SELECT count(*) FILTER (WHERE u.views > 0) AS viewed,
                 count(*) FILTER (WHERE u.views > 0 AND u.clicks > 0) AS clicked,
                 count(*) FILTER (WHERE u.views > 0 AND u.clicks > 0 AND u.orders > 0) AS bought,
                 count(*) FILTER (WHERE u.clicks > 0) AS clicked_in_all,
                 count(*) FILTER (WHERE u.orders > 0) AS bought_in_all
          FROM user_engagement_between(since, until, wanted) AS u) AS f
    CROSS JOIN LATERAL (VALUES (1, 'view', f.viewed, f.viewed, f.viewed), (2, 'click', f.clicked, f.clicked_in_all, f.viewed),
                               (3, 'buy', f.bought, f.bought_in_all, f.clicked))
        AS s (step, event_type, users, users_in_all, users_before)
$$;

CREATE OR REPLACE FUNCTION new_and_returning_users_between(first_day date, last_day date)
    RETURNS TABLE (day date, users bigint, new_users bigint, returning_users bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT last_day - ago, sum(users)::bigint, coalesce(sum(users) FILTER (WHERE is_new), 0)::bigint,
           coalesce(sum(users) FILTER (WHERE NOT is_new), 0)::bigint
    FROM (SELECT n.ago, s.users, (s.days >> (n.ago + 1)) & ((1::bigint << 30) - 1) = 0 AS is_new
          FROM (SELECT u.days, count(*) AS users
                FROM (SELECT d.user_id, bit_or(1::bigint << (last_day - d.day)) AS days
                      FROM user_engagement_total_by_day AS d
                      WHERE d.day >= greatest(first_day, last_day - 30) - 30 AND d.day <= last_day
                      GROUP BY d.user_id) AS u
                GROUP BY u.days) AS s
          JOIN generate_series(0, least(last_day - first_day, 30)) AS n (ago) ON (s.days >> n.ago) & 1 = 1) AS seen
    GROUP BY ago
$$;

CREATE OR REPLACE VIEW active_users AS
SELECT p.period, p.since, count(u.user_id) AS users, count(u.user_id) FILTER (WHERE u.orders > 0) AS buyers
FROM (VALUES (1, '5 minutes', now() - interval '5 minutes'), (2, '1 hour', now() - interval '1 hour'),
             (3, 'today', date_trunc('day', now(), 'UTC')),
             (4, '7 days', date_trunc('day', now(), 'UTC') - interval '144 hours')) AS p (place, period, since)
LEFT JOIN LATERAL (
    SELECT e.user_id, count(*) FILTER (WHERE e.event_type = 'buy') AS orders
    FROM event_details AS e
    WHERE p.place <= 2 AND e.event_timestamp >= p.since AND e.event_timestamp <= now()
    GROUP BY e.user_id
    UNION ALL
    SELECT d.user_id, sum(d.orders)
    FROM user_engagement_total_by_day AS d
    WHERE p.place > 2 AND d.day >= (p.since AT TIME ZONE 'UTC')::date AND d.day <= (now() AT TIME ZONE 'UTC')::date
    GROUP BY d.user_id) AS u ON true
GROUP BY p.place, p.period, p.since
ORDER BY p.place;

CREATE OR REPLACE VIEW new_and_returning_users AS
SELECT day, users, new_users, returning_users
FROM new_and_returning_users_between((now() AT TIME ZONE 'UTC')::date - 29, (now() AT TIME ZONE 'UTC')::date);

CREATE OR REPLACE VIEW funnel AS
SELECT p.period, s.step, s.event_type, s.users, s.users_in_all, s.share_of_first, s.drop_off, s.drop_off_share
FROM (VALUES ('1 hour', now() - interval '1 hour'), ('today', date_trunc('day', now(), 'UTC')),
             ('7 days', date_trunc('day', now(), 'UTC') - interval '144 hours'),
             ('30 days', date_trunc('day', now(), 'UTC') - interval '696 hours')) AS p (period, since)
CROSS JOIN LATERAL funnel_between(p.since, CASE p.period WHEN '1 hour' THEN now()
    ELSE date_trunc('day', now(), 'UTC') + interval '24 hours' END, NULL) AS s;

CREATE OR REPLACE VIEW user_engagement AS
SELECT user_id, views, clicks, orders, units, revenue, views + clicks + orders AS events
FROM user_engagement_between(date_trunc('day', now(), 'UTC') - interval '144 hours',
                             date_trunc('day', now(), 'UTC') + interval '24 hours', NULL);

CREATE OR REPLACE VIEW product_sales_by_day AS
SELECT day, product_id, product_name, category, views, clicks, orders, units, revenue,
       round(orders::numeric / nullif(views, 0), 4) AS view_to_buy
FROM (SELECT day, product_id,
             coalesce(sum(events) FILTER (WHERE event_type = 'view'), 0)::bigint AS views,
             coalesce(sum(events) FILTER (WHERE event_type = 'click'), 0)::bigint AS clicks,
             coalesce(sum(events) FILTER (WHERE event_type = 'buy'), 0)::bigint AS orders,
             coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0)::bigint AS units,
             coalesce(sum(revenue) FILTER (WHERE event_type = 'buy'), 0) AS revenue
      FROM product_by_day
      WHERE events <> 0
      GROUP BY day, product_id) AS counted
LEFT JOIN products USING (product_id);

CREATE OR REPLACE VIEW product_names AS
SELECT product_id, product_name, category FROM products;

CREATE OR REPLACE FUNCTION products_between(since timestamptz, until timestamptz, wanted text)
    RETURNS TABLE (product_id bigint, product_name text, category text, views bigint, clicks bigint, orders bigint, units bigint,
                   revenue numeric, view_to_buy numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT c.product_id, n.product_name, n.category, c.views, c.clicks, c.orders, c.units, c.revenue,
           round(c.orders::numeric / nullif(c.views, 0), 4)
    FROM (SELECT e.product_id, count(*) FILTER (WHERE e.event_type = 'view') AS views,
                 count(*) FILTER (WHERE e.event_type = 'click') AS clicks, count(*) FILTER (WHERE e.event_type = 'buy') AS orders,
                 coalesce(sum(e.quantity) FILTER (WHERE e.event_type = 'buy'), 0)::bigint AS units,
                 coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'buy'), 0) AS revenue
          FROM event_details AS e
          WHERE until - since <= interval '6 hours' AND e.event_timestamp >= since AND e.event_timestamp < until
          GROUP BY e.product_id
          UNION ALL
          SELECT d.product_id, sum(d.views)::bigint, sum(d.clicks)::bigint, sum(d.orders)::bigint, sum(d.units)::bigint, sum(d.revenue)
          FROM product_sales_by_day AS d
          WHERE until - since > interval '6 hours' AND d.day >= (since AT TIME ZONE 'UTC')::date
            AND d.day <= ((until AT TIME ZONE 'UTC') - interval '1 microsecond')::date
          GROUP BY d.product_id) AS c
    LEFT JOIN product_names AS n USING (product_id)
    WHERE wanted IS NULL OR coalesce(n.category, '') = wanted
$$;

CREATE OR REPLACE VIEW top_products AS
SELECT product_id, product_name, category, views, clicks, orders, units, revenue, view_to_buy,
       rank() OVER (ORDER BY revenue DESC) AS revenue_rank,
       rank() OVER (ORDER BY units DESC) AS units_rank,
       rank() OVER (ORDER BY view_to_buy DESC NULLS LAST) AS view_to_buy_rank
FROM products_between(date_trunc('day', now(), 'UTC') - interval '144 hours',
                      date_trunc('day', now(), 'UTC') + interval '24 hours', NULL);

CREATE OR REPLACE VIEW file_ledger AS
SELECT f.file_id, f.path, f.state, f.records_read, f.inserted, f.updated, f.unchanged, f.stale, f.duplicate, f.filtered, f.rejected,
       f.first_error, f.size_bytes, f.modified_at, b.committed_at, f.loaded_at, f.archived_at, f.archive_path, f.batch_id, f.replay_of,
       CASE WHEN f.replay_of IS NULL
            THEN round(extract(epoch FROM coalesce(b.committed_at, f.loaded_at) - f.modified_at), 3) END AS lag_seconds
FROM ingested_files AS f LEFT JOIN ingest_batches AS b USING (batch_id);

CREATE OR REPLACE VIEW ingest_lag AS
SELECT count(*) AS files, min(committed_at) AS since,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY lag_seconds) AS median_seconds,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY lag_seconds) AS p95_seconds,
       max(lag_seconds) AS max_seconds
FROM (SELECT committed_at, lag_seconds::float8
      FROM file_ledger
      WHERE replay_of IS NULL AND state IN ('loaded', 'archived')
      ORDER BY file_id DESC
      LIMIT 1000) AS newest;

CREATE OR REPLACE VIEW ingest_status AS
SELECT p.name, p.last_batch, b.committed_at AS last_committed_at, s.heartbeat_at,
       round(extract(epoch FROM clock_timestamp() - s.heartbeat_at), 1) AS heartbeat_age_seconds,
       s.files_waiting, s.oldest_waiting_at,
       round(extract(epoch FROM clock_timestamp() - s.oldest_waiting_at), 1) AS oldest_waiting_seconds,
       s.files_held, s.note, p.owner, p.started_at, p.files, p.records_read, p.inserted, p.updated, p.unchanged, p.stale,
       p.duplicate, p.filtered, p.rejected, clock_timestamp() AS checked_at
FROM pipeline AS p
LEFT JOIN pipeline_status AS s USING (name)
LEFT JOIN ingest_batches AS b ON b.batch_id = p.last_batch;

CREATE OR REPLACE VIEW batch_ledger AS
SELECT batch_id, committed_at, started_at, files, records_read, read_ms, stage_ms, merge_ms,
       round(extract(epoch FROM committed_at - started_at), 3) AS seconds, epoch, spark_batch_id, query_id
FROM ingest_batches;

CREATE OR REPLACE FUNCTION ingest_trend_between(since timestamptz, until timestamptz, bucket interval)
    RETURNS TABLE (bucket_start timestamptz, batches bigint, files bigint, records_read bigint, events_per_second numeric,
                   mean_batch_seconds numeric, max_batch_seconds numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT date_bin(bucket, b.committed_at, '2000-01-03 00:00Z'), count(*), sum(b.files), sum(b.records_read)::bigint,
           round(sum(b.records_read) / extract(epoch FROM bucket), 2), round(avg(b.seconds), 3), max(b.seconds)
    FROM batch_ledger AS b
    WHERE b.committed_at >= since AND b.committed_at < until
    GROUP BY 1
$$;

CREATE OR REPLACE VIEW ingest_by_minute AS
SELECT bucket_start AS minute, batches, files, records_read, events_per_second, mean_batch_seconds, max_batch_seconds
FROM ingest_trend_between(now() - interval '24 hours', 'infinity', '1 minute');

CREATE OR REPLACE VIEW ingest_rate AS
SELECT p.period, count(b.batch_id) AS batches, coalesce(sum(b.files), 0) AS files,
       coalesce(sum(b.records_read), 0)::bigint AS records_read,
       round(coalesce(sum(b.records_read), 0) / extract(epoch FROM p.period::interval), 2) AS events_per_second
FROM (VALUES ('1 minute'), ('1 hour'), ('24 hours')) AS p (period)
LEFT JOIN batch_ledger AS b ON b.committed_at > now() - p.period::interval
GROUP BY p.period
ORDER BY p.period::interval;

CREATE OR REPLACE VIEW reject_details AS
SELECT r.file_id, f.path, r.line, r.byte_offset, r.byte_length, r.reason, r.column_name, r.message, r.raw, r.rejected_at,
       r.resolved_at, r.resolution
FROM rejected_events AS r LEFT JOIN ingested_files AS f USING (file_id);

CREATE OR REPLACE VIEW rejects_by_reason AS
SELECT reason, column_name, count(*) AS rejects, count(*) FILTER (WHERE resolution IS NULL) AS open,
       count(DISTINCT file_id) AS files, max(rejected_at) AS newest
FROM reject_details
WHERE rejected_at > now() - interval '24 hours'
GROUP BY reason, column_name
ORDER BY rejects DESC, reason, column_name;

CREATE SCHEMA IF NOT EXISTS tidegate_staging;

GRANT SELECT, INSERT, UPDATE ON raw_events, ingested_files, pipeline_status TO tidegate_ingest;
GRANT SELECT, INSERT ON ingest_batches, rejected_events TO tidegate_ingest;
GRANT SELECT, UPDATE ON pipeline TO tidegate_ingest;
GRANT USAGE, CREATE ON SCHEMA tidegate_staging TO tidegate_ingest;

GRANT SELECT, INSERT, UPDATE ON raw_events, ingested_files, rejected_events, pipeline, pipeline_status TO tidegate_operator;
GRANT SELECT, INSERT, DELETE ON ingest_batches TO tidegate_operator;
GRANT DELETE ON rejected_events TO tidegate_operator;
GRANT SELECT ON sales_by_minute, sales_by_hour, product_by_day, user_by_day, user_total_by_day, products, recounted_aggregates,
    kept_aggregates TO tidegate_operator;
GRANT USAGE, CREATE ON SCHEMA tidegate_staging TO tidegate_operator;

GRANT SELECT ON sales_trend_by_minute, sales_trend_by_hour, sales_trend_by_day, newest_sales, sales_now,
    user_engagement_by_day, user_engagement_total_by_day, event_details, user_engagement, funnel, new_and_returning_users, active_users,
    product_sales_by_day, product_names, top_products, file_ledger, ingest_lag, ingest_status, batch_ledger,
    ingest_by_minute, ingest_rate, reject_details, rejects_by_reason
    TO tidegate_reader;
GRANT EXECUTE ON FUNCTION sales_between(timestamptz, timestamptz),
    sales_trend_between(timestamptz, timestamptz, interval, text), sales_compared(timestamptz, timestamptz, text),
    user_engagement_between(timestamptz, timestamptz, text), funnel_between(timestamptz, timestamptz, text),
    new_and_returning_users_between(date, date), products_between(timestamptz, timestamptz, text),
    ingest_trend_between(timestamptz, timestamptz, interval)
    TO tidegate_reader;

REVOKE EXECUTE ON FUNCTION recount_aggregates(), aggregate_differences() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION recount_aggregates(), aggregate_differences() TO tidegate_operator;

DO $$
BEGIN
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO tidegate_ingest, tidegate_operator', current_database());
END
$$;

COMMIT;

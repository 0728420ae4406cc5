-- Each of the other ways writes into a table of its own: that of the job with its columns, key, indexes and fillfactor, and
-- without its triggers. A schema for each, so that the same statements load, count and compare all of them.
DO $$
DECLARE
    contender text;
    storage   text;
BEGIN
    -- LIKE takes the storage parameters of indexes along, not those of the table.
    SELECT array_to_string(reloptions, ', ') INTO STRICT storage FROM pg_class WHERE oid = 'public.raw_events'::regclass;
    FOREACH contender IN ARRAY ARRAY ['bare', 'spark_jdbc', 'pgloader', 'server_limit'] LOOP
        EXECUTE format('CREATE SCHEMA %I AUTHORIZATION tidegate_job', contender);
        EXECUTE format('CREATE TABLE %I.raw_events (LIKE public.raw_events INCLUDING ALL) WITH (%s)', contender, storage);
        EXECUTE format('ALTER TABLE %I.raw_events OWNER TO tidegate_job', contender);
    END LOOP;
END
$$;

-- Typed as a careful engineer would: Spark makes text of a UUID, and the driver lets the server read it (stringtype=unspecified).
-- Not logged, as the temp table of the bare recipe: after a crash it is filled anew.
CREATE UNLOGGED TABLE spark_jdbc.staging (
    event_id     uuid,
    user_id      text,
    product_id   text,
    product_name text,
    category     text,
    event_type   text,
    quantity     numeric(12, 3),
    price        numeric(14, 4),
    "timestamp"  timestamptz
);
ALTER TABLE spark_jdbc.staging OWNER TO tidegate_job;

CREATE UNLOGGED TABLE pgloader.staging (LIKE spark_jdbc.staging);
ALTER TABLE pgloader.staging OWNER TO tidegate_job;

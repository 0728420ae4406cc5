-- Each of the other two ways writes into a table of its own: that of the job with its columns, key, index and fillfactor, and
-- without its triggers. A schema for each, so that the same statements count and compare all three.
CREATE SCHEMA bare AUTHORIZATION tidegate_job;
CREATE TABLE bare.raw_events (LIKE public.raw_events INCLUDING ALL);
ALTER TABLE bare.raw_events OWNER TO tidegate_job;

CREATE SCHEMA spark_jdbc AUTHORIZATION tidegate_job;
CREATE TABLE spark_jdbc.raw_events (LIKE public.raw_events INCLUDING ALL);
ALTER TABLE spark_jdbc.raw_events OWNER TO tidegate_job;

-- Typed as a careful engineer would: Spark makes text of a UUID, and the driver lets the server read it (stringtype=unspecified).
CREATE TABLE spark_jdbc.staging (
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

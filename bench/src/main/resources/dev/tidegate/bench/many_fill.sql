-- Events of a month, evenly spread, past the triggers: nothing is added up of them.
CREATE OR REPLACE FUNCTION pg_temp.growing(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(tail, 1, 3) || '8' || substr(tail, 4, 15))::uuid
    FROM (SELECT md5(random()::text) AS tail) AS random
$$;
SET session_replication_role = replica;
SET synchronous_commit = off;
SET timezone = 'UTC';
INSERT INTO public.raw_events (event_id, event_timestamp, ingested_at, source_file_id, source_line, event_date, product_id, user_id,
                               event_type, quantity, price, total_price, product_name, category)
SELECT %4$s, at, at, 0, n, at::date, n %% 25, n %% 1000, 'view', 1, 11.99, 11.99, 'Product, no. ' || n %% 25, 'Books'
FROM (SELECT n, month.begins + n * ((month.begins + interval '1 month') - month.begins) / (%3$s + 1) AS at
      FROM (SELECT '%1$s'::timestamp + %2$s * interval '1 month' AS begins) AS local
           CROSS JOIN LATERAL (SELECT local.begins AT TIME ZONE 'UTC' AS begins) AS month
           CROSS JOIN generate_series(1, %3$s) AS n) AS event;

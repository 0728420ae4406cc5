-- One half of what is staged, as rows of the table and in the order of its key: the first or the second half of the ids, so that
-- two connections that copy them side by side do not meet in the same pages of the index.
COPY (
    SELECT event_id, user_id, product_id, "timestamp", now(), 0::bigint, 0::bigint,
           ("timestamp" AT TIME ZONE 'UTC')::date, quantity, price, (price * quantity)::numeric(26, 7), event_type,
           product_name, category
    FROM (SELECT *, ntile(2) OVER (ORDER BY event_id) AS half FROM staging) AS halved
    WHERE half = %d
    ORDER BY event_id
) TO STDOUT (FORMAT binary)

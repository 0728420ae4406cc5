-- Some days (UTC) of the aggregates beside a recount of their events, in one statement, so at one moment: the same as
-- recounted_aggregates and kept_aggregates, which are of all days at once.
WITH days AS (
    SELECT ?::date AS since, ?::date AS until
), events AS MATERIALIZED (
    SELECT event_timestamp, event_date, user_id, product_id, category, event_type, quantity, total_price
    FROM raw_events
    WHERE event_timestamp >= (SELECT since::timestamptz FROM days) AND event_timestamp < (SELECT until::timestamptz FROM days)
), recounted AS (
    SELECT 'sales_by_minute' AS aggregate,
           jsonb_build_array(extract(epoch FROM date_bin('1 minute', event_timestamp, 'epoch')), category, event_type) AS key,
           jsonb_build_array(count(*), sum(quantity), sum(total_price)) AS sums
    FROM events GROUP BY date_bin('1 minute', event_timestamp, 'epoch'), category, event_type
    UNION ALL
    SELECT 'sales_by_hour',
           jsonb_build_array(extract(epoch FROM date_bin('1 hour', event_timestamp, 'epoch')), category, event_type),
           jsonb_build_array(count(*), sum(quantity), sum(total_price))
    FROM events GROUP BY date_bin('1 hour', event_timestamp, 'epoch'), category, event_type
    UNION ALL
    SELECT 'product_by_day', jsonb_build_array(event_date, product_id, event_type),
           jsonb_build_array(count(*), sum(quantity), sum(total_price))
    FROM events GROUP BY event_date, product_id, event_type
    UNION ALL
    SELECT 'user_by_day', jsonb_build_array(event_date, category, user_id),
           jsonb_build_array(count(*) FILTER (WHERE event_type = 'view'), count(*) FILTER (WHERE event_type = 'click'),
                             count(*) FILTER (WHERE event_type = 'buy'),
                             coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0),
                             coalesce(sum(total_price) FILTER (WHERE event_type = 'buy'), 0))
    FROM events GROUP BY event_date, category, user_id
    UNION ALL
    SELECT 'user_total_by_day', jsonb_build_array(event_date, user_id),
           jsonb_build_array(count(*) FILTER (WHERE event_type = 'view'), count(*) FILTER (WHERE event_type = 'click'),
                             count(*) FILTER (WHERE event_type = 'buy'),
                             coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0),
                             coalesce(sum(total_price) FILTER (WHERE event_type = 'buy'), 0))
    FROM events GROUP BY event_date, user_id
), kept AS (
    -- Rows of zeros are what corrections leave behind: they count for nothing.
    SELECT 'sales_by_minute' AS aggregate, jsonb_build_array(extract(epoch FROM minute), category, event_type) AS key,
           jsonb_build_array(events, quantity, revenue) AS sums
    FROM sales_by_minute CROSS JOIN days
    WHERE minute >= since::timestamptz AND minute < until::timestamptz AND (events, quantity, revenue) <> (0, 0, 0)
    UNION ALL
    SELECT 'sales_by_hour', jsonb_build_array(extract(epoch FROM hour), category, event_type),
           jsonb_build_array(events, quantity, revenue)
    FROM sales_by_hour CROSS JOIN days
    WHERE hour >= since::timestamptz AND hour < until::timestamptz AND (events, quantity, revenue) <> (0, 0, 0)
    UNION ALL
    SELECT 'product_by_day', jsonb_build_array(day, product_id, event_type), jsonb_build_array(events, quantity, revenue)
    FROM product_by_day CROSS JOIN days
    WHERE day >= since AND day < until AND (events, quantity, revenue) <> (0, 0, 0)
    UNION ALL
    SELECT 'user_by_day', jsonb_build_array(day, category, user_id), jsonb_build_array(views, clicks, buys, quantity, revenue)
    FROM user_by_day CROSS JOIN days
    WHERE day >= since AND day < until AND (views, clicks, buys, quantity, revenue) <> (0, 0, 0, 0, 0)
    UNION ALL
    SELECT 'user_total_by_day', jsonb_build_array(day, user_id), jsonb_build_array(views, clicks, buys, quantity, revenue)
    FROM user_total_by_day CROSS JOIN days
    WHERE day >= since AND day < until AND (views, clicks, buys, quantity, revenue) <> (0, 0, 0, 0, 0)
)
SELECT format('%s %s', aggregate, key) AS subject,
       format('it has %s, a recount gives %s', coalesce(kept.sums::text, 'nothing'), coalesce(recounted.sums::text, 'nothing')) AS detail
FROM kept FULL JOIN recounted USING (aggregate, key)
WHERE kept.sums IS DISTINCT FROM recounted.sums
ORDER BY aggregate, key

-- Every bucket of the range has a row, and beside it the bucket that much earlier.
WITH now AS (
    SELECT bucket_start, sum(views) AS views, sum(clicks) AS clicks, sum(orders) AS orders, sum(units) AS units, sum(revenue) AS revenue
    FROM sales_trend_between(:since, :until, CAST(:bucket AS interval), CAST(:category AS text))
    GROUP BY bucket_start
), earlier AS (
    SELECT bucket_start + CAST(:earlier AS interval) AS bucket_start, sum(orders) AS orders, sum(revenue) AS revenue, sum(views) AS views
    FROM sales_trend_between(:since - CAST(:earlier AS interval), :until - CAST(:earlier AS interval), CAST(:bucket AS interval),
                             CAST(:category AS text))
    GROUP BY bucket_start
)
SELECT bucket_start, coalesce(n.revenue, 0) AS revenue, coalesce(n.orders, 0)::bigint AS orders, coalesce(n.units, 0)::bigint AS units,
       coalesce(n.views, 0)::bigint AS views, coalesce(n.clicks, 0)::bigint AS clicks,
       round(n.revenue / nullif(n.orders, 0), 2) AS average_order_value, round(n.orders / nullif(n.views, 0), 4) AS conversion,
       coalesce(e.revenue, 0) AS earlier_revenue, coalesce(e.orders, 0)::bigint AS earlier_orders,
       coalesce(e.views, 0)::bigint AS earlier_views
FROM generate_series(date_bin(CAST(:bucket AS interval), :since, '2000-01-03 00:00Z'), :until - interval '1 microsecond',
                     CAST(:bucket AS interval)) AS b (bucket_start)
LEFT JOIN now AS n USING (bucket_start)
LEFT JOIN earlier AS e USING (bucket_start)
ORDER BY bucket_start

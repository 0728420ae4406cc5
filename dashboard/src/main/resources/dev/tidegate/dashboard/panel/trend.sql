-- Every bucket of the range has a row, and beside it the bucket that much earlier.
WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
), now AS (
    SELECT t.bucket_start, sum(t.views) AS views, sum(t.clicks) AS clicks, sum(t.orders) AS orders, sum(t.units) AS units,
           sum(t.revenue) AS revenue, sum(t.carts) AS carts, sum(t.removes) AS removes, sum(t.checkouts) AS checkouts,
           sum(t.refunds) AS refunds, sum(t.refunded) AS refunded, sum(t.net_revenue) AS net_revenue
    FROM paid CROSS JOIN LATERAL sales_trend_between(:since, :until, CAST(:bucket AS interval), CAST(:category AS text), paid.currency) AS t
    GROUP BY t.bucket_start
), earlier AS (
    SELECT t.bucket_start + CAST(:earlier AS interval) AS bucket_start, sum(t.orders) AS orders, sum(t.revenue) AS revenue,
           sum(t.views) AS views
    FROM paid CROSS JOIN LATERAL sales_trend_between(:since - CAST(:earlier AS interval), :until - CAST(:earlier AS interval),
                                                     CAST(:bucket AS interval), CAST(:category AS text), paid.currency) AS t
    GROUP BY t.bucket_start
)
SELECT bucket_start, nullif(paid.currency, '') AS currency, as_money(coalesce(n.revenue, 0), paid.currency) AS revenue,
       coalesce(n.orders, 0)::bigint AS orders, coalesce(n.units, 0) AS units,
       coalesce(n.views, 0)::bigint AS views, coalesce(n.clicks, 0)::bigint AS clicks,
       round(n.revenue / nullif(n.orders, 0), currency_digits(paid.currency)) AS average_order_value,
       round(n.orders / nullif(n.views, 0), 4) AS conversion,
       as_money(coalesce(e.revenue, 0), paid.currency) AS earlier_revenue, coalesce(e.orders, 0)::bigint AS earlier_orders,
       coalesce(e.views, 0)::bigint AS earlier_views, coalesce(n.carts, 0)::bigint AS carts, coalesce(n.removes, 0)::bigint AS removes,
       coalesce(n.checkouts, 0)::bigint AS checkouts, coalesce(n.refunds, 0)::bigint AS refunds,
       as_money(coalesce(n.refunded, 0), paid.currency) AS refunded, as_money(coalesce(n.net_revenue, 0), paid.currency) AS net_revenue
FROM paid
CROSS JOIN generate_series(date_bin(CAST(:bucket AS interval), :since, '2000-01-03 00:00Z'), :until - interval '1 microsecond',
                           CAST(:bucket AS interval)) AS b (bucket_start)
LEFT JOIN now AS n USING (bucket_start)
LEFT JOIN earlier AS e USING (bucket_start)
ORDER BY bucket_start

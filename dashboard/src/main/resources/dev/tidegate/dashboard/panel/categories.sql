WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
), sold AS (
    SELECT s.category, paid.currency, sum(s.views)::bigint AS views, sum(s.clicks)::bigint AS clicks,
           coalesce(sum(s.orders) FILTER (WHERE coalesce(s.currency, '') = paid.currency), 0)::bigint AS orders,
           coalesce(sum(s.units) FILTER (WHERE coalesce(s.currency, '') = paid.currency), 0) AS units,
           as_money(coalesce(sum(s.revenue) FILTER (WHERE coalesce(s.currency, '') = paid.currency), 0), paid.currency) AS revenue,
           sum(s.carts)::bigint AS carts, sum(s.removes)::bigint AS removes, sum(s.checkouts)::bigint AS checkouts,
           coalesce(sum(s.refunds) FILTER (WHERE coalesce(s.currency, '') = paid.currency), 0)::bigint AS refunds,
           as_money(coalesce(sum(s.refunded) FILTER (WHERE coalesce(s.currency, '') = paid.currency), 0), paid.currency) AS refunded
    FROM paid JOIN sales_between(:since, :until) AS s ON s.currency IS NULL OR s.currency = paid.currency
    GROUP BY s.category, paid.currency
)
SELECT category, views, clicks, orders, units, nullif(currency, '') AS currency, revenue,
       round(revenue / nullif(orders, 0), currency_digits(currency)) AS average_order_value, round(orders::numeric / nullif(views, 0), 4) AS conversion,
       carts, removes, checkouts, refunds, refunded, revenue - refunded AS net_revenue
FROM sold
WHERE (views, clicks, orders, carts, removes, checkouts, refunds) <> (0, 0, 0, 0, 0, 0, 0)
ORDER BY revenue DESC, orders DESC, category
LIMIT 200

WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
)
SELECT s.compared, s.begins, s.ends, s.views, s.clicks, s.orders, s.units, nullif(paid.currency, '') AS currency, s.revenue,
       s.average_order_value, s.conversion, s.carts, s.removes, s.checkouts, s.refunds, s.refunded, s.net_revenue
FROM paid CROSS JOIN LATERAL sales_compared(:since, :until, CAST(:category AS text), paid.currency) AS s
UNION ALL
SELECT 'the period before', s.begins, s.ends, s.views, s.clicks, s.orders, s.units, nullif(paid.currency, ''), s.revenue,
       s.average_order_value, s.conversion, s.carts, s.removes, s.checkouts, s.refunds, s.refunded, s.net_revenue
FROM paid CROSS JOIN LATERAL sales_compared(:since - CAST(:earlier AS interval), :until - CAST(:earlier AS interval),
                                            CAST(:category AS text), paid.currency) AS s
WHERE s.compared = 'now'

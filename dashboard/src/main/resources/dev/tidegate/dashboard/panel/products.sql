-- Of equal ones 9 comes before 10.
WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
)
SELECT p.product_id, p.product_name, p.category, p.views, p.clicks, p.orders, p.units, nullif(paid.currency, '') AS currency, p.revenue,
       p.view_to_buy, p.carts, p.removes, p.checkouts, p.refunds, p.refunded, p.net_revenue
FROM paid CROSS JOIN LATERAL products_between(:since, :until, CAST(:category AS text), paid.currency) AS p
ORDER BY CASE CAST(:order AS text) WHEN 'units' THEN p.units WHEN 'view_to_buy' THEN p.view_to_buy ELSE p.revenue END DESC NULLS LAST,
         p.revenue DESC, length(p.product_id), p.product_id
LIMIT :limit

-- Of equal ones 9 comes before 10.
WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
)
SELECT u.user_id, u.views, u.clicks, u.orders, u.units, nullif(paid.currency, '') AS currency, u.revenue,
       u.events, u.carts, u.removes, u.checkouts, u.refunds, u.refunded, u.net_revenue,
       users_as_of(:since, :until, CAST(:category AS text)) AS counted_as_of
FROM paid
CROSS JOIN LATERAL top_users_between(:since, :until, CAST(:category AS text), paid.currency, CAST(:order AS text), :limit) AS u
ORDER BY CASE CAST(:order AS text) WHEN 'revenue' THEN u.revenue WHEN 'orders' THEN u.orders ELSE u.events END DESC,
         length(u.user_id), u.user_id

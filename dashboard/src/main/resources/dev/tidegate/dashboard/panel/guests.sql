WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
), counted AS MATERIALIZED (
    SELECT g.* FROM paid CROSS JOIN LATERAL guests_between(:first_day, :last_day, paid.currency) AS g
)
SELECT d.day::date AS day, nullif(paid.currency, '') AS currency,
       coalesce(g.guest_views, 0) AS guest_views, coalesce(g.guest_orders, 0) AS guest_orders,
       coalesce(g.guest_revenue, as_money(0, paid.currency)) AS guest_revenue,
       coalesce(g.known_views, 0) AS known_views, coalesce(g.known_orders, 0) AS known_orders,
       coalesce(g.known_revenue, as_money(0, paid.currency)) AS known_revenue
FROM paid
CROSS JOIN generate_series(:first_day, :last_day, interval '1 day') AS d (day)
LEFT JOIN counted AS g ON g.day = d.day::date
ORDER BY d.day

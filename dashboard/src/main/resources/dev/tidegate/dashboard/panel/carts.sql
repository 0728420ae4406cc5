WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
), counted AS MATERIALIZED (
    SELECT c.* FROM paid CROSS JOIN LATERAL carts_between(:first_day, :last_day, paid.currency) AS c
)
SELECT d.day::date AS day, coalesce(c.added, 0) AS added, coalesce(c.removed, 0) AS removed, coalesce(c.orders, 0) AS orders,
       nullif(paid.currency, '') AS currency, coalesce(c.revenue, as_money(0, paid.currency)) AS revenue,
       coalesce(c.carts, 0) AS carts, coalesce(c.bought_carts, 0) AS bought_carts, coalesce(c.emptied_carts, 0) AS emptied_carts,
       coalesce(c.open_carts, 0) AS open_carts, coalesce(c.abandoned_carts, 0) AS abandoned_carts,
       coalesce(c.abandoned_value, as_money(0, paid.currency)) AS abandoned_value, moment.as_of AS counted_as_of
FROM paid
CROSS JOIN cohorts_as_of AS moment
CROSS JOIN generate_series(:first_day, :last_day, interval '1 day') AS d (day)
LEFT JOIN counted AS c ON c.day = d.day::date
ORDER BY d.day

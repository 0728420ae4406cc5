-- The five categories with the most revenue, and the others together as series 6.
WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
), sold AS (
    SELECT t.bucket_start, t.category, t.views, t.orders, t.units, t.revenue, nullif(paid.currency, '') AS currency
    FROM paid CROSS JOIN LATERAL sales_trend_between(:since, :until, CAST(:bucket AS interval), CAST(:category AS text), paid.currency) AS t
), ranked AS (
    SELECT category, least(row_number() OVER (ORDER BY sum(revenue) DESC, category), 6) AS series
    FROM sold
    GROUP BY category
)
SELECT s.bucket_start, r.series, CASE WHEN r.series = 6 THEN 'others' ELSE coalesce(s.category, 'no category') END AS category,
       s.currency, sum(s.revenue) AS revenue, sum(s.orders)::bigint AS orders, sum(s.units) AS units, sum(s.views)::bigint AS views
FROM sold AS s JOIN ranked AS r ON r.category IS NOT DISTINCT FROM s.category
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2

-- The hour that is judged and the same hour of the weeks before, by currency. An hour counts as known if it has any event.
WITH hours AS MATERIALIZED (
    SELECT s.hour, coalesce(s.currency, '') AS currency, sum(s.orders) AS orders, sum(s.revenue) AS revenue
    FROM sales_trend_by_hour AS s
    WHERE s.hour = ANY (CAST(:hours AS timestamptz[]))
    GROUP BY s.hour, coalesce(s.currency, '')
)
SELECT currency, as_money(coalesce(sum(revenue) FILTER (WHERE hour = :hour), 0), currency) AS revenue,
       coalesce(sum(revenue) FILTER (WHERE hour < :hour), 0) AS earlier_revenue,
       round(coalesce(sum(revenue) FILTER (WHERE hour < :hour), 0) / (cardinality(CAST(:hours AS timestamptz[])) - 1),
             currency_digits(currency)) AS usual_revenue,
       coalesce(sum(orders) FILTER (WHERE hour < :hour), 0) AS earlier_orders,
       (SELECT count(DISTINCT known.hour) FROM hours AS known WHERE known.hour < :hour) AS weeks_known,
       EXISTS (SELECT FROM sales_trend_by_minute AS later WHERE later.minute >= :until AND later.minute <= :now) AS is_whole
FROM hours
WHERE CAST(:currency AS text) IS NULL OR currency = CAST(:currency AS text)
GROUP BY currency
HAVING sum(orders) > 0
ORDER BY currency

-- A row for each week or month in which a cohort did something, also where it spent nothing in this currency.
WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
), spent AS (
    SELECT v.grain, v.basis, v.cohort, v.period, v.age, v.size, v.net_revenue
    FROM paid JOIN cohort_values AS v ON coalesce(v.currency, '') = paid.currency
    UNION ALL
    SELECT grain, basis, cohort, period, age, size, 0 FROM retention
), summed AS (
    SELECT grain, basis, cohort, period, age, size, sum(net_revenue) AS net_revenue,
           sum(sum(net_revenue)) OVER (PARTITION BY grain, basis, cohort ORDER BY period) AS so_far,
           dense_rank() OVER (PARTITION BY grain, basis ORDER BY cohort DESC) AS place
    FROM spent
    GROUP BY grain, basis, cohort, period, age, size
)
SELECT s.grain, s.basis, s.cohort, s.period, s.age, s.size, nullif(paid.currency, '') AS currency,
       as_money(s.net_revenue, paid.currency) AS net_revenue, as_money(s.so_far, paid.currency) AS net_so_far,
       round(s.so_far / s.size, currency_digits(paid.currency)) AS value_per_user, counted.as_of AS counted_as_of
FROM summed AS s CROSS JOIN paid CROSS JOIN cohorts_as_of AS counted
WHERE s.place <= 12
ORDER BY s.grain, s.basis, s.cohort DESC, s.age

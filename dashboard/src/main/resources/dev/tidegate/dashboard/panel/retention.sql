-- The newest twelve cohorts that there are, and not the last twelve weeks: a shop may rest, or a clock be wrong.
SELECT r.grain, r.basis, r.cohort, r.period, r.age, r.size, r.users, r.buyers, r.orders, r.user_share, r.buyer_share,
       counted.as_of AS counted_as_of
FROM (SELECT *, dense_rank() OVER (PARTITION BY grain, basis ORDER BY cohort DESC) AS place FROM retention) AS r
CROSS JOIN cohorts_as_of AS counted
WHERE r.place <= 12
ORDER BY r.grain, r.basis, r.cohort DESC, r.age

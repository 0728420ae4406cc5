SELECT b.first_month, b.buyers, b.repeat_buyers, b.repeat_share, b.within_7_days, b.within_30_days, b.within_90_days, b.mean_days,
       counted.as_of AS counted_as_of
FROM repeat_buyers AS b CROSS JOIN cohorts_as_of AS counted
ORDER BY b.first_month DESC
LIMIT 12

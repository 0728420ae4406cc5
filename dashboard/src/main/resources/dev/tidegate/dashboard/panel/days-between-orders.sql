SELECT b.days, b.gaps, b.share, b.share_so_far, b.median_days, CAST(sum(b.gaps) OVER () AS bigint) AS all_gaps,
       counted.as_of AS counted_as_of
FROM days_between_orders AS b CROSS JOIN cohorts_as_of AS counted
ORDER BY b.days
LIMIT :limit

-- The weeks and months to look at.
SELECT grain, period::text AS period FROM cohort_periods() ORDER BY period, grain

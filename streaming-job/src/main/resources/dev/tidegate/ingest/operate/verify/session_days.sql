-- The days to look at.
SELECT day::text AS day FROM session_days() ORDER BY day

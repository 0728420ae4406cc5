-- The days (UTC) that have events, and how many.
SELECT (hour AT TIME ZONE 'UTC')::date::text AS day, sum(events)::bigint AS events
FROM sales_by_hour
GROUP BY 1
ORDER BY 1

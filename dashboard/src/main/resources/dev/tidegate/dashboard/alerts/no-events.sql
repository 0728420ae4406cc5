-- The newest event of the silence and of an hour before it; how many events an hour usually has at its begin and now, the less of
-- both; and whether the shop had events that long ago. What is dated in the future is no sign of life.
WITH hours AS MATERIALIZED (
    SELECT s.hour, sum(s.views + s.clicks + s.orders + s.carts + s.removes + s.checkouts + s.refunds) AS events
    FROM sales_trend_by_hour AS s
    WHERE s.hour = ANY (CAST(:hours AS timestamptz[]))
    GROUP BY s.hour
), usual AS (
    SELECT coalesce(sum(h.events), 0) / :weeks AS events
    FROM (SELECT CAST(:first AS timestamptz) AS hour UNION SELECT CAST(:last AS timestamptz)) AS asked
    LEFT JOIN hours AS h ON extract(epoch FROM asked.hour - h.hour)::bigint % 604800 = 0
    GROUP BY asked.hour
)
SELECT (SELECT max(m.minute) FROM sales_trend_by_minute AS m WHERE m.minute >= :looked_since AND m.minute <= :now) AS newest,
       (SELECT min(events) FROM usual) AS usual_events,
       EXISTS (SELECT FROM sales_trend_by_hour AS o
               WHERE o.hour >= CAST(:oldest AS timestamptz) - interval '24 hours' AND o.hour <= :oldest) AS has_history

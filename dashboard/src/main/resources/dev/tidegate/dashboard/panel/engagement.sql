SELECT b.band, b.least, count(u.user_id) AS users, coalesce(sum(u.events), 0)::bigint AS events,
       coalesce(sum(u.orders), 0)::bigint AS orders, count(u.user_id) FILTER (WHERE u.orders > 0) AS buyers
FROM (VALUES ('1', 1, 1), ('2–5', 2, 5), ('6–10', 6, 10), ('11–25', 11, 25), ('26–50', 26, 50), ('51–100', 51, 100),
             ('101–500', 101, 500), ('over 500', 501, NULL)) AS b (band, least, most)
LEFT JOIN (SELECT user_id, events, orders
           FROM user_engagement_between(:since, :until, CAST(:category AS text), NULL)) AS u
    ON u.events >= b.least AND u.events <= coalesce(b.most, u.events)
GROUP BY b.band, b.least
ORDER BY b.least

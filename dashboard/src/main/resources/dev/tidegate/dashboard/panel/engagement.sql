SELECT b.band, b.least, u.users, u.events, u.orders, u.buyers,
       users_as_of(:since, :until, CAST(:category AS text)) AS counted_as_of
FROM (VALUES ('1', 1), ('2–5', 2), ('6–10', 6), ('11–25', 11), ('26–50', 26), ('51–100', 51), ('101–500', 101), ('over 500', 501))
    AS b (band, least)
JOIN engagement_between(:since, :until, CAST(:category AS text)) AS u ON u.fewest = b.least
ORDER BY b.least

SELECT user_id, views, clicks, orders, units, revenue, views + clicks + orders AS events
FROM user_engagement_between(:since, :until, CAST(:category AS text))
ORDER BY CASE CAST(:order AS text) WHEN 'revenue' THEN revenue WHEN 'orders' THEN orders ELSE views + clicks + orders END DESC, user_id
LIMIT :limit

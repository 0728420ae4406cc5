-- Whole days (UTC). Of equal ones 9 comes before 10.
SELECT p.product_id, n.product_name, p.landings, p.bounces, p.bounce_share, p.leavings, counted.as_of AS counted_as_of
FROM sessions_as_of AS counted
CROSS JOIN session_products_between(:first_day, :last_day) AS p
LEFT JOIN product_names AS n USING (product_id)
ORDER BY p.landings DESC, p.leavings DESC, length(p.product_id), p.product_id
LIMIT :limit

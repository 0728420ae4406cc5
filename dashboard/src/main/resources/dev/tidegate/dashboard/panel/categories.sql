SELECT category, views, clicks, orders, units, revenue, round(revenue / nullif(orders, 0), 2) AS average_order_value,
       round(orders::numeric / nullif(views, 0), 4) AS conversion
FROM sales_between(:since, :until)
ORDER BY revenue DESC, orders DESC, category
LIMIT 200

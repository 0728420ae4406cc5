SELECT compared, begins, ends, views, clicks, orders, units, revenue, average_order_value, conversion
FROM sales_compared(:since, :until, CAST(:category AS text))
UNION ALL
SELECT 'the period before', begins, ends, views, clicks, orders, units, revenue, average_order_value, conversion
FROM sales_compared(:since - CAST(:earlier AS interval), :until - CAST(:earlier AS interval), CAST(:category AS text))
WHERE compared = 'now'

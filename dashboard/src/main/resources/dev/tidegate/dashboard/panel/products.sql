SELECT product_id, product_name, category, views, clicks, orders, units, revenue, view_to_buy
FROM products_between(:since, :until, CAST(:category AS text))
ORDER BY CASE CAST(:order AS text) WHEN 'units' THEN units WHEN 'view_to_buy' THEN view_to_buy ELSE revenue END DESC NULLS LAST,
         revenue DESC, product_id
LIMIT :limit

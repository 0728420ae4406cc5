WITH sold AS MATERIALIZED (
    SELECT d.product_id, sum(d.units) AS units
    FROM product_sales_by_day AS d
    WHERE d.day = :today
    GROUP BY d.product_id
    HAVING sum(d.units) >= :min_units
    ORDER BY sum(d.units) DESC, d.product_id
    LIMIT :limit
)
SELECT sold.product_id, n.product_name, sold.units
FROM sold LEFT JOIN product_names AS n USING (product_id)
ORDER BY sold.units DESC, sold.product_id

-- What these products sold on the days before. One that had no event in the first week of them is too new to be judged.
SELECT d.product_id, sum(d.units) AS units
FROM product_sales_by_day AS d
WHERE d.day = ANY (CAST(:days AS date[])) AND d.product_id = ANY (CAST(:products AS text[]))
GROUP BY d.product_id
HAVING min(d.day) < :first_week_until

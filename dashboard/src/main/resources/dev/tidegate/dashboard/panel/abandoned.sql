-- Of equal ones 9 comes before 10.
WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
)
SELECT a.product_id, a.product_name, a.category, a.carts, a.quantity, nullif(paid.currency, '') AS currency, a.value,
       counted.as_of AS counted_as_of
FROM paid
CROSS JOIN cohorts_as_of AS counted
CROSS JOIN LATERAL abandoned_between(:first_day, :last_day, CAST(:category AS text), paid.currency) AS a
ORDER BY a.value DESC, a.carts DESC, length(a.product_id), a.product_id
LIMIT :limit

-- Days, also those without a refund, if there is one at all; then the categories and products with most.
WITH paid AS MATERIALIZED (
    SELECT currency_or_most_used(CAST(:currency AS text)) AS currency
), ranked AS (
    SELECT r.*, paid.currency, max(r.refunds) OVER () AS most,
           row_number() OVER (PARTITION BY r.grouped_by ORDER BY r.refunded DESC, r.refunds DESC, r.category, length(r.product_id), r.product_id)
               AS place
    FROM paid
    CROSS JOIN LATERAL refunds_between((CAST(:since AS timestamptz) AT TIME ZONE 'UTC')::date,
                                       (CAST(:until AS timestamptz) AT TIME ZONE 'UTC' - interval '1 microsecond')::date,
                                       CAST(:category AS text), paid.currency) AS r
)
SELECT grouped_by, day, category, product_id, product_name, orders, refunds, refund_rate, nullif(currency, '') AS currency, revenue,
       refunded, refunded_share
FROM ranked
WHERE most > 0 AND (grouped_by = 'day' OR refunds > 0 AND place <= :limit)
ORDER BY grouped_by, day DESC, place

    SELECT winner.*, kept._tg_at,
           CASE
               WHEN kept.source_line IS NULL THEN 'new'
               WHEN ({winner.content})
                    IS NOT DISTINCT FROM ({kept.stored_content}) THEN 'unchanged'
               WHEN ({winner.order})
                    > ({kept.stored_order}) THEN 'newer'
               ELSE 'stale'
           END AS _tg_verdict
    FROM winner LEFT JOIN LATERAL (
        {at_found}SELECT *, found.ctid AS _tg_at FROM {table} AS found WHERE ({found.stored_key}) = ({winner.key}) LIMIT 1) AS kept ON true

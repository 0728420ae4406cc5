SELECT *, found.ctid AS _tg_at FROM {table} AS found
            WHERE found.ctid = winner._tg_found AND ({found.stored_key}) = ({winner.key})
        UNION ALL
        
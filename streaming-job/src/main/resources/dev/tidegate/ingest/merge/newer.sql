    INSERT INTO {table} AS kept ({columns}, {deleted_at, }ingested_at, source_file_id, source_line)
    SELECT {judged.columns},
        {judged.deletion, }(SELECT loaded_at FROM batch), judged._tg_source_file_id, judged._tg_line
    FROM judged
    WHERE judged._tg_verdict = 'newer'
    ORDER BY {judged.key}
    ON CONFLICT ({stored_key}) DO UPDATE
    SET {updates, }ingested_at = excluded.ingested_at, source_file_id = excluded.source_file_id,
        source_line = excluded.source_line
    WHERE ({excluded.stored_order})
          > ({kept.stored_order})
    RETURNING kept.source_file_id

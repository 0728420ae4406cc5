    -- ON CONFLICT would need one unique index over all months. A row that is gone, or newer by now, is not counted, so that the
    -- ledger's counts do not add up.
    UPDATE {table} AS kept
    SET {updates, }ingested_at = excluded.ingested_at, source_file_id = excluded.source_file_id,
        source_line = excluded.source_line
    FROM (
        SELECT {judged.columns},
        {judged.deletion, }(SELECT loaded_at FROM batch) AS ingested_at, judged._tg_source_file_id AS source_file_id,
               judged._tg_line AS source_line
        FROM judged
        WHERE judged._tg_verdict = 'newer'
        ORDER BY {judged.key}) AS excluded
    WHERE ({kept.stored_key}) = ({excluded.stored_key})
      AND ({excluded.stored_order})
          > ({kept.stored_order})
    RETURNING kept.source_file_id

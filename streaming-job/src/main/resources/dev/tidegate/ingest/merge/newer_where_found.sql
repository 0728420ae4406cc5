    -- Each is where it was found: ON CONFLICT would look it up once more and lock it first, a quarter of the merge. A row that a
    -- foreign writer has replaced since then is there no more, and the counts do not add up.
    UPDATE {table} AS kept
    SET {updates, }ingested_at = excluded.ingested_at, source_file_id = excluded.source_file_id,
        source_line = excluded.source_line
    FROM (SELECT {judged.columns},
              {judged.deletion, }(SELECT loaded_at FROM batch), judged._tg_source_file_id, judged._tg_line, judged._tg_at
          FROM judged
          WHERE judged._tg_verdict = 'newer') AS excluded ({columns},
              {deleted_at, }ingested_at, source_file_id, source_line, _tg_at)
    WHERE kept.ctid = excluded._tg_at
      AND ({kept.stored_key}) = ({excluded.stored_key})
      AND ({excluded.stored_order})
          > ({kept.stored_order})
    RETURNING kept.source_file_id

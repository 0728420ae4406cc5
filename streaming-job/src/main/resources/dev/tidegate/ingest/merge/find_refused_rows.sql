SELECT tried._tg_place, tried._tg_file_no, tried._tg_line, tried._tg_byte_offset, tried._tg_byte_length,
       refused._tg_try_kept_out AS kept_out, refused._tg_try_state AS state, nullif(refused._tg_try_column, '') AS column_name,
       refused._tg_try_message AS message, nullif(refused._tg_try_detail, '') AS detail
FROM pg_temp.try_each(?, ?) AS refused JOIN tried_rows AS tried ON tried._tg_place = refused._tg_try_place

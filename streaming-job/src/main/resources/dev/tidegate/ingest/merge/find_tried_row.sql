SELECT _tg_file_no, _tg_line, _tg_byte_offset, _tg_byte_length FROM tried_rows WHERE _tg_place = ?

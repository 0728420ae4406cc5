COPY {events} ({attempt, }_tg_file_no, _tg_line, {marks, }{columns})
FROM STDIN (FORMAT binary)

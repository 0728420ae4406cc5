    -- Files of the same bytes have one source_file_id: a row is that of the file whose record won.
    SELECT winner._tg_file_no AS file_no, count(*) AS records
    FROM fresh JOIN winner ON winner._tg_source_file_id = fresh.source_file_id AND winner._tg_line = fresh.source_line
    GROUP BY winner._tg_file_no

    -- The newest version of each event in this micro-batch; the others are duplicates. In the order of the key: an index
    -- takes a million random ids in order for half of what they cost as they come.
    SELECT DISTINCT ON ({staged.key}) staged.*
    FROM (SELECT delivered.*, file.source_file_id AS _tg_source_file_id
          FROM {delivered} AS delivered JOIN staged_files AS file ON file.file_no = delivered._tg_file_no
          WHERE file.state = 'loaded') AS staged
    ORDER BY {staged.key}, {staged.newest_first}

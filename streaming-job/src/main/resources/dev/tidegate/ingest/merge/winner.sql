    -- The newest version of each event in this micro-batch; the others are duplicates. In the order of the key: an index
    -- takes a million random ids in order for half of what they cost as they come.
    SELECT DISTINCT ON ({staged.key}) staged.*, file.source_file_id
    FROM staged_events AS staged JOIN staged_files AS file USING (file_no)
    WHERE file.state = 'loaded'
    ORDER BY {staged.key}, {staged.version} DESC, file.source_file_id DESC, staged.line DESC

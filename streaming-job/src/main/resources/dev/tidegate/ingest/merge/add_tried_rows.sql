-- Where a version is refused the one before it wins: those that are left, the newest of each row first. Which of them goes in
-- makes the others stale.
INSERT INTO tried_rows
SELECT (SELECT max(_tg_place) FROM tried_rows) + row_number() OVER (ORDER BY {staged.key}, {staged.newest_first}), staged.*
FROM (SELECT delivered.*, file.source_file_id AS _tg_source_file_id
      FROM staged_events AS delivered JOIN staged_files AS file ON file.file_no = delivered._tg_file_no
      WHERE file.state = 'loaded') AS staged
WHERE ({staged.key}) IN (SELECT {refused.key} FROM tried_rows AS refused WHERE refused._tg_place = ANY (?))

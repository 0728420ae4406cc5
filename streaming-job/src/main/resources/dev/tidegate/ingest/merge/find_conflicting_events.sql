-- Looks each staged row up, in the order in which they lie, and judges those whose key is in the table. Once: what is found
-- here is not looked up again.
INSERT INTO conflicting_events (_tg_line, {marks, }_tg_file_no, _tg_verdict, _tg_at,
    {columns})
WITH winner AS NOT MATERIALIZED (
    SELECT delivered.*, file.source_file_id AS _tg_source_file_id
    FROM {delivered} AS delivered JOIN staged_files AS file ON file.file_no = delivered._tg_file_no
    WHERE file.state = 'loaded'
)
SELECT _tg_line, {marks, }_tg_file_no, _tg_verdict, _tg_at,
    {columns}
FROM (
{judged}
    WHERE kept.source_line IS NOT NULL{or_repeated}
) AS judged

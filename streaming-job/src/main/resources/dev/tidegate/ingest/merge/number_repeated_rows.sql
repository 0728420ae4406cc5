-- The second and later rows of a file with the same derived event id get ids of their own: the name-based UUID (version 3)
-- of their number in the namespace of the first one's id. Records that are no events count, and are gone then.
WITH occurrence AS (
    SELECT _tg_file_no, _tg_line, {key} AS _tg_id,
           row_number() OVER (PARTITION BY abs(_tg_file_no), {key} ORDER BY _tg_line) AS _tg_number
    FROM staged_events
    WHERE abs(_tg_file_no) = ANY (?)
), repeated AS (
    SELECT _tg_file_no, _tg_line, md5(uuid_send(_tg_id) || convert_to(_tg_number::text, 'UTF8')) AS _tg_hash
    FROM occurrence
    WHERE _tg_number > 1 AND _tg_file_no > 0
), counted AS (
    DELETE FROM staged_events WHERE _tg_file_no < 0
)
UPDATE staged_events AS staged
SET {key} = (substr(_tg_hash, 1, 12) || '3' || substr(_tg_hash, 14, 3)
             || translate(substr(_tg_hash, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab') || substr(_tg_hash, 18))::uuid
FROM repeated
WHERE staged._tg_file_no = repeated._tg_file_no AND staged._tg_line = repeated._tg_line

-- The second and later rows of a file with the same derived event id get ids of their own: the name-based UUID (version 3)
-- of their number in the namespace of the first one's id. Records that are no events count, and are gone then.
WITH occurrence AS (
    SELECT file_no, line, event_id,
           row_number() OVER (PARTITION BY abs(file_no), event_id ORDER BY line) AS number
    FROM staged_events
    WHERE abs(file_no) = ANY (?)
), repeated AS (
    SELECT file_no, line, md5(uuid_send(event_id) || convert_to(number::text, 'UTF8')) AS hash
    FROM occurrence
    WHERE number > 1 AND file_no > 0
), counted AS (
    DELETE FROM staged_events WHERE file_no < 0
)
UPDATE staged_events AS staged
SET event_id = (substr(hash, 1, 12) || '3' || substr(hash, 14, 3)
                || translate(substr(hash, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab') || substr(hash, 18))::uuid
FROM repeated
WHERE staged.file_no = repeated.file_no AND staged.line = repeated.line

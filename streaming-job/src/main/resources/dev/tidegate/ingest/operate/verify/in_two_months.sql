-- Some ids in their order, from one on: how many, the last of them, and which of them lie in several months.
WITH slice AS MATERIALIZED (
    SELECT event_id FROM raw_events WHERE event_id >= ?::uuid ORDER BY event_id LIMIT ?
)
SELECT (SELECT count(*) FROM slice) AS events,
       (SELECT event_id::text FROM slice ORDER BY event_id DESC LIMIT 1) AS last,
       ARRAY(SELECT event_id::text FROM slice GROUP BY event_id HAVING count(*) > 1 ORDER BY event_id) AS again

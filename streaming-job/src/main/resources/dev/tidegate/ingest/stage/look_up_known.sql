-- Where those staged rows lie whose keys the table has, and where it has them; each staged row once, whatever the table has. Tasks
-- lay rows down in the order of the key, so one page of the index after the other is read. It is a hint of which rows to judge:
-- the merge judges them.
INSERT INTO {known} (_tg_staged, _tg_found)
SELECT staged.ctid, found._tg_at
FROM {events} AS staged CROSS JOIN LATERAL (
    SELECT found.ctid AS _tg_at FROM {table} AS found WHERE ({found.stored_key}) = ({staged.key}) LIMIT 1) AS found

-- And those whose keys the micro-batch has that is being merged: nobody else can see yet what becomes of its rows.
INSERT INTO {known} (_tg_staged)
SELECT staged.ctid
FROM {events} AS staged
WHERE EXISTS (SELECT FROM {merging} AS merging WHERE ({merging.key}) = ({staged.key}))
  AND NOT EXISTS (SELECT FROM {known} AS known WHERE known._tg_staged = staged.ctid)

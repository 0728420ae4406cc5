-- Where a version is refused the next one wins, if there is one.
INSERT INTO tried_rows
SELECT (SELECT max(_tg_place) FROM tried_rows) + row_number() OVER (), winner.*
FROM (
{winner}
) AS winner
WHERE ({winner.key}) IN (SELECT {refused.key} FROM tried_rows AS refused WHERE refused._tg_place = ANY (?))

-- The versions that win, numbered in the order of their keys, to find those that the table refuses.
CREATE TEMP TABLE tried_rows ON COMMIT DROP AS
SELECT row_number() OVER () AS _tg_place, winner.*
FROM (
{winner}
) AS winner;
CREATE UNIQUE INDEX ON tried_rows (_tg_place);
ANALYZE tried_rows (_tg_place)

-- Writes some of the rows that win, as merge.sql would, and says how many did not get into the table though nothing was said.
WITH batch AS (
    SELECT {loaded_at}::timestamptz AS loaded_at
), winner AS NOT MATERIALIZED (
    SELECT * FROM tried_rows WHERE {tried}
), judged AS MATERIALIZED (
{judged}
), fresh AS (
    INSERT INTO {table} ({columns}, {deleted_at, }ingested_at, source_file_id, source_line)
    SELECT {judged.columns},
        {judged.deletion, }(SELECT loaded_at FROM batch), judged._tg_source_file_id, judged._tg_line
    FROM judged
    WHERE judged._tg_verdict = 'new'
    RETURNING source_line
), newer AS (
{newer}
)
SELECT (SELECT count(*) FROM judged WHERE _tg_verdict IN ('new', 'newer'))
       - (SELECT count(*) FROM fresh) - (SELECT count(*) FROM newer) AS missing

-- The newest version of each staged event into the table, as if none of them were there: most large micro-batches hold
-- nothing but new events, and to look up each costs more than a tenth of the merge. One that is there is a 23505.
WITH batch AS (
    SELECT ?::timestamptz AS loaded_at
), winner AS NOT MATERIALIZED (
{winner}
)
INSERT INTO {table} ({columns}, {deleted_at, }ingested_at, source_file_id, source_line)
SELECT {winner.columns},
        {winner.deletion, }(SELECT loaded_at FROM batch), winner._tg_source_file_id, winner._tg_line
FROM winner

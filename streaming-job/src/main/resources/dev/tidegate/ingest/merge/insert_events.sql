-- The newest version of each staged event into raw_events, as if none of them were there: most large micro-batches hold
-- nothing but new events, and to look up each costs more than a tenth of the merge. One that is there is a 23505.
WITH winner AS NOT MATERIALIZED (
{winner}
)
INSERT INTO {table} ({columns}, ingested_at, source_file_id, source_line)
SELECT {columns}, ?, source_file_id, line
FROM winner

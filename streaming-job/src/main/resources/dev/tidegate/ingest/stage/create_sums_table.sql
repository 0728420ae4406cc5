-- Beside the staging tables of a large micro-batch, for a stream with aggregates.
CREATE UNLOGGED TABLE {sums} (_tg_attempt bigint NOT NULL, LIKE summed_events) WITH (autovacuum_enabled = off)

-- The staging tables of one large micro-batch, outside of its transaction. A crash of the server empties them.
CREATE UNLOGGED TABLE {events} (_tg_attempt bigint NOT NULL, LIKE staged_events) WITH (autovacuum_enabled = off);
CREATE UNLOGGED TABLE {rejects} (_tg_attempt bigint NOT NULL, LIKE staged_rejects) WITH (autovacuum_enabled = off);
CREATE UNLOGGED TABLE {known} (_tg_staged tid NOT NULL, _tg_found tid) WITH (autovacuum_enabled = off)

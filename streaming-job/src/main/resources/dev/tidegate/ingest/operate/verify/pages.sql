SELECT pg_relation_size('raw_events') / current_setting('block_size')::bigint AS pages

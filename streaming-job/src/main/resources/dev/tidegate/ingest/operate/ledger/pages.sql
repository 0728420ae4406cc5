-- A partitioned table has no pages of its own; each part has as many as the largest one, or fewer.
SELECT coalesce((SELECT max(pg_relation_size(relid)) FROM pg_partition_tree(asked.name) WHERE isleaf), pg_relation_size(asked.name))
       / current_setting('block_size')::bigint AS pages
FROM (SELECT ?::regclass AS name) AS asked

-- Whether nothing was ever written to a table, or to the parts of one that is partitioned.
SELECT pg_relation_size(asked.of) + coalesce((SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree(asked.of)), 0) = 0
FROM (SELECT ?::regclass AS of) AS asked

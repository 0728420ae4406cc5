-- A foreign key by which rows of a table that a stream has go, or change, with rows of this one; also where one of the two tables is
-- a partition.
SELECT reference.conname AS name, claimed.stream, claimed.target_table
FROM pg_constraint AS reference
     JOIN pg_class AS referring ON referring.oid = coalesce(pg_partition_root(reference.conrelid), reference.conrelid)
     JOIN pg_namespace AS namespace ON namespace.oid = referring.relnamespace
     JOIN pipeline AS claimed ON claimed.target_table = namespace.nspname || '.' || referring.relname
WHERE reference.contype = 'f' AND reference.confdeltype IN ('c', 'n', 'd')
  AND coalesce(pg_partition_root(reference.confrelid), reference.confrelid) = ?::regclass
ORDER BY claimed.stream, reference.conname
LIMIT 1

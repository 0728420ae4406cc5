-- Of this stream only: those of others are in use. Also what earlier versions have left, which had one stream and called its tables
-- otherwise. Of this login only: what others have put there it could not drop.
SELECT format('%I.%I', nspname, relname) AS leftover
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'tidegate_staging' AND relkind = 'r' AND pg_has_role(relowner, 'USAGE')
  AND (relname ~ ('^' || ? || '_[0-9]+_[0-9]+_(events|rejects|sums|known)$') OR relname ~ '^(events|rejects|sums)_[0-9]+_[0-9]+$')

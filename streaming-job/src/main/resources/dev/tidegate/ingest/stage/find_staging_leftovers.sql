-- Of this login only: what others have put there it could not drop.
SELECT format('%I.%I', nspname, relname) AS leftover
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'tidegate_staging' AND relkind = 'r' AND pg_has_role(relowner, 'USAGE')

-- All that the catalogue says of rights in this database, outside of PostgreSQL's own schemas, one line a right. An object without
-- a list of rights has those that PostgreSQL gives by default. What the owner may do is not listed: everything.
WITH granted AS (
    SELECT 'database' AS object, datdba AS owner, coalesce(datacl, acldefault('d', datdba)) AS acl
    FROM pg_database WHERE datname = current_database()
    UNION ALL
    SELECT 'schema ' || nspname, nspowner, coalesce(nspacl, acldefault('n', nspowner))
    FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL
    SELECT format('%s %s', CASE relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'relation of kind ' || relkind::text END,
                  class.oid::regclass),
           relowner, coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
    FROM pg_class AS class JOIN pg_namespace AS schema ON schema.oid = relnamespace
    WHERE relkind NOT IN ('i', 'I', 't') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL
    SELECT format('column %s of %s', attname, attrelid::regclass), relowner, attacl
    FROM pg_attribute JOIN pg_class AS class ON class.oid = attrelid JOIN pg_namespace AS schema ON schema.oid = relnamespace
    WHERE attacl IS NOT NULL AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL
    -- Arrays have the rights of their elements.
    SELECT format('type %s', type.oid::regtype), typowner, coalesce(typacl, acldefault('T', typowner))
    FROM pg_type AS type JOIN pg_namespace AS schema ON schema.oid = typnamespace
    WHERE typelem = 0 AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL
    SELECT format('function %s', proc.oid::regprocedure), proowner, coalesce(proacl, acldefault('f', proowner))
    FROM pg_proc AS proc JOIN pg_namespace AS schema ON schema.oid = pronamespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), line AS (
    SELECT format('%s may %s', CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END,
                  string_agg(lower(privilege_type) || CASE WHEN is_grantable THEN ' and give it away' ELSE '' END, ', '
                             ORDER BY privilege_type)) || ': ' || object AS text
    FROM granted, aclexplode(acl)
    WHERE grantee <> owner
    GROUP BY grantee, object
    UNION ALL
    SELECT format('owned by %s: %s', owner::regrole, object)
    FROM granted WHERE object NOT IN ('database', 'schema public') AND object !~ '^(type|column) '
    UNION ALL
    SELECT format('runs as its owner, with %s: function %s', coalesce(array_to_string(proconfig, ', '), 'the settings of the caller'),
                  proc.oid::regprocedure)
    FROM pg_proc AS proc JOIN pg_namespace AS schema ON schema.oid = pronamespace
    WHERE prosecdef AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL
    SELECT format('trigger of %s: %s calls %s', tgrelid::regclass, tgname, tgfoid::regprocedure)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT format('functions that %s makes: %s', defaclrole::regrole,
                  coalesce((SELECT string_agg(DISTINCT format('%s may %s', grantee::regrole, lower(privilege_type)), ', ')
                            FROM aclexplode(defaclacl)), 'nobody may execute them'))
    FROM pg_default_acl WHERE defaclobjtype = 'f'
    UNION ALL
    SELECT format('rights by default on objects of kind %s: %s', defaclobjtype, defaclacl) FROM pg_default_acl WHERE defaclobjtype <> 'f'
    UNION ALL
    SELECT format('role %s: superuser %s, login %s, createrole %s, createdb %s, replication %s, bypassrls %s', rolname, rolsuper,
                  rolcanlogin, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls)
    FROM pg_roles WHERE rolname IN ('tidegate_owner', 'tidegate_ingest', 'tidegate_reader', 'tidegate_operator')
    UNION ALL
    SELECT format('role %s is a member of %s', member::regrole, roleid::regrole)
    FROM pg_auth_members
    WHERE member::regrole::text IN ('tidegate_owner', 'tidegate_ingest', 'tidegate_reader', 'tidegate_operator')
)
SELECT text FROM line ORDER BY text COLLATE "C"

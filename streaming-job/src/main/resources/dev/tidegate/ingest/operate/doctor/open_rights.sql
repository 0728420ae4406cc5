-- What lets others in, or runs beside the job: a row each, with the command that takes it away. The set-up refuses most of it;
-- this finds what came later. Ours is what belongs to the owner of raw_events.
WITH owner AS (
    SELECT relowner AS oid, relowner::regrole AS name FROM pg_class WHERE oid = to_regclass('public.raw_events')
), schemas AS (
    SELECT oid, nspname, nspacl FROM pg_namespace WHERE nspname IN ('public', 'tidegate_staging')
), relations AS (
    SELECT relation.oid, relkind, relacl, format('%I.%I', nspname, relname) AS name
    FROM pg_class AS relation JOIN schemas ON schemas.oid = relnamespace
    WHERE relowner = (SELECT oid FROM owner) AND relkind IN ('r', 'p', 'v', 'm', 'S')
), functions AS (
    SELECT oid, proacl, proowner, prosecdef, proconfig, format('public.%I(%s)', proname, pg_get_function_identity_arguments(oid)) AS name
    FROM pg_proc
    WHERE proowner = (SELECT oid FROM owner) AND pronamespace = 'public'::regnamespace
), trusted AS (
    SELECT oid FROM pg_roles
    WHERE rolsuper OR oid = (SELECT oid FROM owner) OR oid IN (SELECT datdba FROM pg_database WHERE datname = current_database())
), groups (name) AS (
    VALUES ('tidegate_ingest'), ('tidegate_reader'), ('tidegate_operator')
), found (place, is_wrong, says, command) AS (
    SELECT 1, true, format('everybody may execute %s', name), format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name)
    FROM functions, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS granted
    WHERE granted.grantee = 0
    UNION ALL
    SELECT 2, true, format('%s runs with the rights of %s and looks names up where its caller says', functions.name, owner.name),
           format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', functions.name)
    FROM functions CROSS JOIN owner
    WHERE prosecdef AND 'search_path=pg_catalog, pg_temp' <> ALL (coalesce(proconfig, '{}'))
    UNION ALL
    SELECT 3, true, format('everybody has %s on %s', string_agg(DISTINCT granted.privilege_type, ', '), name),
           format('REVOKE ALL ON TABLE %s FROM PUBLIC', name)
    FROM relations, aclexplode(relacl) AS granted
    WHERE granted.grantee = 0
    GROUP BY name
    UNION ALL
    SELECT 4, true, format('everybody has %s on column %I of %s', string_agg(DISTINCT granted.privilege_type, ', '), attname, name),
           format('REVOKE ALL (%I) ON TABLE %s FROM PUBLIC', attname, name)
    FROM relations JOIN pg_attribute ON attrelid = relations.oid, aclexplode(attacl) AS granted
    WHERE granted.grantee = 0
    GROUP BY name, attname
    UNION ALL
    -- It would run with the rights of who writes.
    SELECT 5, true, format('%s may make triggers on %s', granted.grantee::regrole, name),
           format('REVOKE TRIGGER ON TABLE %s FROM %s', name, granted.grantee::regrole)
    FROM relations, aclexplode(relacl) AS granted
    WHERE granted.privilege_type = 'TRIGGER' AND granted.grantee <> 0 AND granted.grantee NOT IN (SELECT oid FROM trusted)
    UNION ALL
    SELECT 6, true, format('everybody may create in schema %I', nspname), format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', nspname)
    FROM schemas, aclexplode(nspacl) AS granted
    WHERE granted.grantee = 0 AND granted.privilege_type = 'CREATE'
    UNION ALL
    SELECT 7, false, 'everybody may make temp tables in this database', format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', datname)
    FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS granted
    WHERE datname = current_database() AND granted.grantee = 0 AND granted.privilege_type = 'TEMPORARY'
    UNION ALL
    SELECT 8, true, format('%I, to whom all belongs, may log in', rolname), format('ALTER ROLE %I NOLOGIN', rolname)
    FROM pg_roles JOIN owner USING (oid)
    WHERE rolcanlogin AND NOT rolsuper
    UNION ALL
    SELECT 9, true, format('%I, to whom all belongs, is a superuser', rolname), 'Run postgres_setup.sql again, which hands all over to tidegate_owner'
    FROM pg_roles JOIN owner USING (oid)
    WHERE rolsuper
    UNION ALL
    SELECT 10, true, format('group role %I is a superuser, or has CREATEROLE, REPLICATION or BYPASSRLS', rolname),
           format('ALTER ROLE %I NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS', rolname)
    FROM pg_roles JOIN groups ON groups.name = rolname
    WHERE rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls
    UNION ALL
    SELECT 11, true, format('group role %I is a member of %s', role.rolname, owner.name), format('REVOKE %s FROM %I', owner.name, role.rolname)
    FROM owner JOIN pg_auth_members AS membership ON membership.roleid = owner.oid
         JOIN pg_roles AS role ON role.oid = membership.member
         JOIN groups ON groups.name = role.rolname
    UNION ALL
    SELECT 12, ev_type IN ('2', '3'), format('rule %I on %s', rulename, name)
           || CASE WHEN ev_type IN ('2', '3') THEN ': the job does not start with one for INSERT or UPDATE' ELSE ' is not ours' END,
           format('DROP RULE %I ON %s', rulename, name)
    FROM relations JOIN pg_rewrite ON ev_class = relations.oid
    WHERE relkind IN ('r', 'p') AND ev_enabled <> 'D'
    UNION ALL
    -- Of rows (1) or not, before (2) or after.
    SELECT 13, false, format('trigger %I on %s calls %s of %I', tgname, relations.name, called.oid::regprocedure, rolname)
           || CASE WHEN tgtype & 3 = 2 THEN ': where it changes rows of raw_events that a micro-batch corrects, the merge fails (21000)' ELSE '' END,
           format('DROP TRIGGER %I ON %s', tgname, relations.name)
    FROM relations JOIN pg_trigger ON tgrelid = relations.oid
         JOIN pg_proc AS called ON called.oid = tgfoid
         JOIN pg_roles ON pg_roles.oid = called.proowner
    WHERE NOT tgisinternal AND tgenabled <> 'D' AND called.oid NOT IN (SELECT oid FROM functions)
)
SELECT is_wrong, says, command FROM found ORDER BY place, says

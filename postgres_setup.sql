\set ON_ERROR_STOP on
-- Tidegate: everything the database holds, for PostgreSQL 16 and newer.
--
--   psql -d your_database -f postgres_setup.sql
--
-- With the events in partitions, one a month (docs/decisions/0019); what is there already stays together in one:
--
--   psql -d your_database -v partitioned=month -f postgres_setup.sql                       -- from this month on, or the next
--   psql -d your_database -v partitioned=month -v since=2026-01-01 -f postgres_setup.sql   -- months from then on
--
-- Sets up an empty database and changes nothing on one that is set up. One transaction: all of it or none.
-- The only DDL of the project; the streaming job itself creates nothing but temp and staging tables.

BEGIN;
SET LOCAL client_min_messages = warning;
\if :{?partitioned}
SET LOCAL tidegate.partitioned = :'partitioned';
\endif
\if :{?since}
SET LOCAL tidegate.since = :'since';
\endif
-- What is run here is looked up in pg_catalog only: in a schema where others could create, a function or operator whose types fit
-- better would be taken instead, and run as the superuser. That goes for the owner, too: what runs as it can go back by RESET ROLE.
SET LOCAL search_path = pg_catalog, pg_temp;
-- An older server would stop somewhere below, at a word that it does not know.
DO $$
BEGIN
    IF current_setting('server_version_num')::int < 160000 THEN
        RAISE EXCEPTION 'Cannot set up: PostgreSQL 16 or newer is needed, and this server is %', current_setting('server_version');
    END IF;
END
$$;
-- Two set-ups of one database at once take turns. Every login may take an advisory lock, so who holds this one is named.
DO $$
BEGIN
    SET LOCAL lock_timeout = '5min';
    PERFORM pg_advisory_xact_lock(hashtextextended('tidegate setup', 0));
    SET LOCAL lock_timeout = 0;
EXCEPTION WHEN lock_not_available THEN
    RAISE EXCEPTION 'Cannot set up: for 5 minutes another session has held the lock by which set-ups take turns: %',
        (SELECT string_agg(format('process %s of %s', session.pid, session.usename), ', ')
         FROM pg_locks AS held JOIN pg_stat_activity AS session USING (pid)
         WHERE held.locktype = 'advisory' AND held.granted AND held.database = session.datid
           AND (held.classid::bigint << 32) | held.objid::bigint = hashtextextended('tidegate setup', 0))
        USING HINT = 'If that is no set-up, end it by SELECT pg_terminate_backend(process).';
END
$$;

-- All relations, sequences and functions of this script, for the hand-over and the rights. A test holds that none is missing. The first
-- ones in the order in which a job locks them, so that a job that is running and the hand-over do not deadlock.
SET LOCAL tidegate.relations = 'summed_events, pipeline, ingested_files, raw_events, month_turns, sales_by_minute, sales_by_hour, products,
    product_by_day, user_by_day, user_total_by_day, marked_days, marked_cohorts, user_first_days, cohort_users, cohort_revenue,
    buyers_by_gap, orders_by_gap, users_by_steps, carts_by_day, left_in_carts, sales_by_day, product_total_by_day, user_bits_by_day, categories_in_bits,
    user_events_by_day, cohort_progress, marked_sessions, sessions_by_hour, session_ends_by_day,
    rejected_events, ingest_batches, pipeline_status, sales_trend_by_minute, sales_trend_by_hour, sales_trend_by_day, events_by_minute, events_by_hour,
    product_events_by_day, unsettled_days, settled_sales_by_day, settled_products_by_day,
    user_bits, user_scopes, user_numbers, user_events, newest_sales, sales_now, user_engagement_by_day, user_engagement_total_by_day, event_details,
    user_engagement, guests_by_day, guests, sessions_as_of, sessions, session_products, cohorts_as_of, retention, cohort_values,
    repeat_buyers, days_between_orders, days_between_orders_by_month, steps_by_period, session_steps, funnel_by_period, cart_outcomes_by_day,
    cart_outcomes, abandoned_by_day, abandoned_products, refund_rates, funnel, new_and_returning_users, active_users, product_sales_by_day, product_names, top_products, currencies,
    file_ledger, ingest_lag, ingest_status, batch_ledger, ingest_by_minute, ingest_rate, reject_details, rejects_by_reason';
SET LOCAL tidegate.sequences = 'ingest_batch_ids, ingested_file_ids';
SET LOCAL tidegate.functions = 'aggregate_changed_rows(), aggregate_updated_rows(), truncate_aggregates(), recounted_aggregates(date,date),
    kept_aggregates(date,date), aggregate_differences(date,date), aggregate_differences(), recount_aggregates(),
    step_bit(text), many_users(), recounted_sales(date), recounted_product_totals(date), large_categories(date), user_bits_of(date), user_bits_of_week(date), user_events_of(date), steps_of(bigint,bigint,bigint,bigint,bigint,bigint,bigint), cart_items(date), refresh_cohorts(),
    recounted_cohorts(text,date), cohort_differences(text,date), first_day_differences(), cohort_periods(), cohort_differences(),
    refresh_sessions(), recounted_sessions(date), session_differences(date), session_days(), session_differences(),
    sessions_between(timestamptz,timestamptz,interval), session_products_between(date,date),
    raise_ids(bigint), month_parts(), once_in_all_months(), shut_month(regclass), make_month(timestamp), make_months(), remove_months(date), currency_digits(text), as_money(numeric,text), currency_or_most_used(text), events_in_hours(timestamptz,timestamptz,boolean),
    orders_of_30_days(timestamptz,text),
    sales_between(timestamptz,timestamptz), sales_trend_between(timestamptz,timestamptz,interval,text,text),
    sales_compared(timestamptz,timestamptz,text,text), user_engagement_between(timestamptz,timestamptz,text,text),
    funnel_between(timestamptz,timestamptz,text), new_and_returning_users_between(date,date),
    users_are_many(), user_scope(timestamptz,timestamptz,text), users_as_of(timestamptz,timestamptz,text),
    user_sums(text[],date,date,text,boolean,text), at_least(varbit[],bigint), funnel_of_days(date,date,text),
    new_and_returning_of_days(date,date), active_of_days(date,date), active_since(timestamptz,boolean), engagement_of_days(date,date,text),
    top_users_of_days(date,date,text,text,bigint,text), engagement_between(timestamptz,timestamptz,text),
    top_users_between(timestamptz,timestamptz,text,text,text,bigint),
    newest_events_of_user(timestamptz,timestamptz,text,text,text,text,bigint),
    guests_between(date,date,text), needed_steps(text[]), funnel_of_steps(text,date,date,text[]),
    session_funnel_between(timestamptz,timestamptz,text[]), carts_between(date,date,text),
    abandoned_between(date,date,text,text), refunds_between(date,date,text,text),
    products_between(timestamptz,timestamptz,text,text), ingest_trend_between(timestamptz,timestamptz,interval)';
-- What earlier versions had under other parameters.
SET LOCAL tidegate.former_functions = 'sales_trend_between(timestamptz,timestamptz,interval,text),
    sales_compared(timestamptz,timestamptz,text), user_engagement_between(timestamptz,timestamptz,text),
    products_between(timestamptz,timestamptz,text), user_sums(text[],date,date,text,boolean), funnel_of_days(date,date),
    engagement_of_days(date,date), top_users_of_days(date,date,text,text,bigint)';

-- Views are made anew, which waits for whoever reads one and has not ended its transaction, and all who come later wait behind. So
-- it is waited for a moment only, here, where it can be said for whom: ALTER .. OWNER to the owner changes nothing.
DO $$
DECLARE
    ours record;
BEGIN
    SET LOCAL lock_timeout = '20s';
    FOR ours IN
        SELECT class.oid, format('public.%I', class.relname) AS name, class.relowner::regrole AS owner
        FROM unnest(string_to_array(current_setting('tidegate.relations'), ',')) WITH ORDINALITY AS named (name, place)
             JOIN pg_class AS class ON class.oid = to_regclass('public.' || btrim(named.name, E' \n'))
        WHERE class.relkind = 'v' AND pg_has_role(class.relowner, 'USAGE')
        ORDER BY place
    LOOP
        EXECUTE format('ALTER VIEW %s OWNER TO %s', ours.name, ours.owner);
    END LOOP;
    -- The statements that follow wait for writers, such as a large merge.
    SET LOCAL lock_timeout = '5min';
EXCEPTION WHEN lock_not_available THEN
    RAISE EXCEPTION 'Cannot set up: for 20 s others have had % in use: %', ours.name,
        (SELECT string_agg(format('process %s of %s (%s, %s, in a transaction since %s)', session.pid, session.usename,
                                  coalesce(nullif(session.application_name, ''), 'no name'), session.state, session.xact_start), ', ')
         FROM pg_locks AS held JOIN pg_stat_activity AS session USING (pid)
         WHERE held.relation = ours.oid AND held.granted AND held.pid <> pg_backend_pid()
           AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        USING HINT = 'Nothing is changed. Let them end their transactions, or end them by SELECT pg_terminate_backend(process), and run this again.';
END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Roles. Groups without login: give them to the logins of your programs, for example
--   CREATE ROLE shop_ingest LOGIN PASSWORD '..' IN ROLE tidegate_ingest;
-- tidegate_owner owns all there is. Nobody logs in as it, and it is no superuser: what runs with the rights of the owner
-- (views, triggers, some functions) reaches nothing outside of this schema.
-- Roles belong to the whole server, so another database's set-up may create the same one at the same moment.
-- ---------------------------------------------------------------------------------------------------------------------
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['tidegate_owner', 'tidegate_ingest', 'tidegate_reader', 'tidegate_operator'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN
                    NULL; -- created by a set-up of another database in the meantime
                WHEN insufficient_privilege THEN
                    RAISE EXCEPTION 'Cannot set up: the role % is missing, and % may not create roles', wanted, current_user
                        USING HINT = format('Run this script as a role with CREATEROLE, or let an administrator run: CREATE ROLE %I NOLOGIN', wanted);
            END;
        END IF;
    END LOOP;
    -- Who created a role may give it to itself.
    IF NOT pg_has_role('tidegate_owner', 'SET') OR NOT pg_has_role('tidegate_owner', 'USAGE') THEN
        BEGIN
            EXECUTE format('GRANT tidegate_owner TO %I WITH INHERIT TRUE, SET TRUE', current_user);
        EXCEPTION WHEN insufficient_privilege OR unique_violation THEN
            NULL; -- what follows looks whether it can act as the owner
        END;
    END IF;
END
$$;

-- What the owners of the database and of its schemas decide. Each only where it is not so yet: whoever owns neither runs this
-- script on a database where they have done it. What is missing then is said at the end.
DO $$
DECLARE
    member text;
    acts_as_owner boolean := pg_has_role('tidegate_owner', 'SET');
BEGIN
    -- A database that comes from PostgreSQL 14 or older lets everybody create in schema public.
    IF EXISTS (SELECT FROM pg_namespace, aclexplode(nspacl) AS granted
               WHERE nspname = 'public' AND granted.grantee = 0 AND granted.privilege_type = 'CREATE') THEN
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    END IF;
    IF EXISTS (SELECT FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS granted
               WHERE datname = current_database() AND granted.grantee = 0 AND granted.privilege_type = 'TEMPORARY') THEN
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    END IF;
    -- The staging tables of a session are temp tables.
    FOREACH member IN ARRAY ARRAY['tidegate_ingest', 'tidegate_operator'] LOOP
        IF NOT has_database_privilege(member, current_database(), 'TEMPORARY') THEN
            EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), member);
        END IF;
    END LOOP;
    FOREACH member IN ARRAY ARRAY['tidegate_ingest', 'tidegate_reader', 'tidegate_operator', 'tidegate_owner'] LOOP
        IF NOT has_schema_privilege(member, 'public', 'USAGE') THEN
            EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', member);
        END IF;
    END LOOP;
    IF acts_as_owner AND NOT has_schema_privilege('tidegate_owner', 'public', 'CREATE') THEN
        GRANT CREATE ON SCHEMA public TO tidegate_owner;
    END IF;
    IF to_regnamespace('tidegate_staging') IS NULL THEN
        CREATE SCHEMA tidegate_staging;
    END IF;
END
$$;

-- Views of earlier versions, which functions have taken the place of. Only those of who owns the events, and none that views of
-- others are made on: PostgreSQL refuses that, and names them.
DO $$
DECLARE
    gone regclass;
BEGIN
    SET LOCAL lock_timeout = '20s';
    FOR gone IN SELECT view.oid FROM pg_class AS view JOIN pg_class AS events ON events.oid = to_regclass('public.raw_events')
                WHERE view.oid IN (to_regclass('public.recounted_aggregates'), to_regclass('public.kept_aggregates'),
                                   to_regclass('public.settled_sales_trend_by_day'))
                  AND view.relkind = 'v' AND view.relowner = events.relowner LOOP
        EXECUTE format('DROP VIEW %s', gone);
    END LOOP;
    SET LOCAL lock_timeout = 0;
END
$$;

-- The hand-over: everything goes to tidegate_owner, and all that follows is done as that role. Without a way to become it (it
-- exists and was not given to the one who runs this), the one who runs this owns what it creates.
DO $$
DECLARE
    found record;
    runner CONSTANT text := current_user;
    runner_is_superuser CONSTANT boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
    strange text;
BEGIN
    -- Code of others on our tables would run as the owner, and here, where that can become the superuser again, as a superuser.
    SELECT string_agg(format('trigger %I on %s calls %s of %s', tgname, tgrelid::regclass, proc.oid::regprocedure, rolname), ', ')
    INTO strange
    FROM unnest(string_to_array(current_setting('tidegate.relations'), ',')) AS named (name)
         JOIN pg_trigger ON to_regclass('public.' || btrim(named.name, E' \n')) IN (tgrelid, pg_partition_root(tgrelid))
         JOIN pg_class AS class ON class.oid = tgrelid
         JOIN pg_proc AS proc ON proc.oid = tgfoid JOIN pg_roles ON pg_roles.oid = proowner
         JOIN pg_database ON datname = current_database()
    WHERE NOT (rolsuper OR rolname IN (runner, 'tidegate_owner') OR proowner = datdba AND NOT runner_is_superuser)
          AND proowner <> relowner; -- the owner of the table is looked at below
    IF strange IS NOT NULL THEN
        RAISE EXCEPTION 'Cannot set up: %', strange
            USING HINT = 'It would run with the rights of tidegate_owner. Drop it, or give the function to a role that may do all that.';
    END IF;
    -- Who can act as the owner could have put more there than triggers.
    IF runner_is_superuser AND to_regclass('public.raw_events') IS NOT NULL THEN
        SELECT string_agg(DISTINCT quote_ident(rolname), ', ') INTO strange
        FROM pg_auth_members JOIN pg_roles ON pg_roles.oid = pg_auth_members.member
        WHERE roleid = 'tidegate_owner'::regrole AND NOT rolsuper;
        IF strange IS NOT NULL THEN
            RAISE EXCEPTION 'Cannot set up: % is a superuser, and % could become one by what it put on the tables of tidegate_owner',
                runner, strange
                USING HINT = format('Run this script as %1$s, or first: REVOKE tidegate_owner FROM %1$s CASCADE', strange);
        END IF;
    END IF;
    IF NOT pg_has_role('tidegate_owner', 'SET') OR NOT has_schema_privilege('tidegate_owner', 'public', 'CREATE') THEN
        RETURN;
    END IF;
    FOR found IN
        SELECT format('TABLE %s', class.oid::regclass) AS object, class.relowner AS owner, named.place
        FROM unnest(string_to_array(current_setting('tidegate.relations'), ',')) WITH ORDINALITY AS named (name, place)
             JOIN pg_class AS class ON class.oid = to_regclass('public.' || btrim(named.name, E' \n'))
        WHERE class.relowner <> 'tidegate_owner'::regrole
        UNION ALL
        SELECT format('TABLE %s', class.oid::regclass), class.relowner, 1000
        FROM pg_inherits JOIN pg_class AS class ON class.oid = inhrelid
        WHERE inhparent = to_regclass('public.raw_events') AND class.relowner <> 'tidegate_owner'::regrole
        UNION ALL
        SELECT format('SEQUENCE %s', class.oid::regclass), class.relowner, 1000
        FROM unnest(string_to_array(current_setting('tidegate.sequences'), ', ')) AS named (name)
             JOIN pg_class AS class ON class.oid = to_regclass('public.' || named.name)
        WHERE class.relowner <> 'tidegate_owner'::regrole
        UNION ALL
        SELECT format('FUNCTION %s', proc.oid::regprocedure), proc.proowner, 1000
        FROM regexp_split_to_table(current_setting('tidegate.functions') || ', ' || current_setting('tidegate.former_functions'), ',\s+')
                 AS named (name)
             JOIN pg_proc AS proc ON proc.oid = to_regprocedure('public.' || named.name)
        WHERE proc.proowner <> 'tidegate_owner'::regrole
        UNION ALL
        SELECT 'SCHEMA tidegate_staging', nspowner, 1000 FROM pg_namespace
        WHERE nspname = 'tidegate_staging' AND nspowner <> 'tidegate_owner'::regrole
        ORDER BY place
    LOOP
        -- Not what somebody has put there under one of these names, with triggers and rules of his own. A superuser takes nothing
        -- over from the owner of the database, either: that would be a way to become one.
        IF NOT EXISTS (SELECT FROM pg_roles JOIN pg_database ON datname = current_database()
                       WHERE pg_roles.oid = found.owner
                         AND (rolsuper OR rolname = runner OR pg_roles.oid = datdba AND NOT runner_is_superuser)) THEN
            RAISE EXCEPTION 'Cannot set up: % belongs to %, who is neither %, nor %a superuser', found.object, found.owner::regrole,
                runner, CASE WHEN runner_is_superuser THEN '' ELSE 'the owner of the database, nor ' END
                USING HINT = format('If Tidegate was set up as that role, run this script as it, or first: ALTER %s OWNER TO tidegate_owner', found.object);
        END IF;
        EXECUTE format('ALTER %s OWNER TO tidegate_owner', found.object);
    END LOOP;
    PERFORM set_config('role', 'tidegate_owner', true);
    -- Of functions made later, too: only who is named may run them.
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- From older versions. Nobody may load meanwhile: the locks of the leases are taken, and all epochs raised, so that a job of the
-- older version is shut out. Views and functions for people are dropped and made anew below, with what others were granted on them.
-- What others have built on them is named and stops the script: nothing of theirs is dropped.
-- Version 3 and older knew one stream and called it tidegate. Version 4 and older had numbers for users and products, whole
-- quantities, prices of two decimals, and no currency: their tables are written anew, each by one ALTER. Version 5 and older counted
-- only views, clicks and buys of a user.
-- ---------------------------------------------------------------------------------------------------------------------
DO $$
DECLARE
    found text;
    detail text;
    one_stream CONSTANT boolean := EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = to_regclass('public.pipeline') AND attname = 'name' AND NOT attisdropped);
    numbered CONSTANT boolean := EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = to_regclass('public.raw_events') AND attname = 'user_id' AND atttypid <> 'text'::regtype);
    of_three_types CONSTANT boolean := NOT EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = to_regclass('public.user_by_day') AND attname = 'refunds')
        AND to_regclass('public.user_by_day') IS NOT NULL;
    lease text;
    our_functions oid[];
    our_views oid[];
    our_tables oid[];
    rewritten CONSTANT text[] := ARRAY['raw_events', 'sales_by_minute', 'sales_by_hour', 'product_by_day', 'user_by_day',
                                       'user_total_by_day', 'products'];
BEGIN
    IF NOT one_stream AND NOT numbered AND NOT of_three_types THEN
        RETURN;
    END IF;
    SELECT string_agg(format('%I.%I', schemaname, tablename), ', ' ORDER BY tablename) INTO found
    FROM pg_tables WHERE schemaname = 'tidegate_staging' AND tablename LIKE 'slice\_plan\_%';
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'Cannot upgrade: version 1.0.0 has begun a merge in slices and not finished it: %', found
            USING HINT = 'Start version 1.0.0 once, with --once, which finishes it. Then run this script again.';
    END IF;
    BEGIN
        SET LOCAL lock_timeout = '5s';
        FOR lease IN EXECUTE format('SELECT ''tidegate '' || %I FROM public.pipeline ORDER BY 1',
                                    CASE WHEN one_stream THEN 'name' ELSE 'stream' END) LOOP
            PERFORM pg_advisory_xact_lock(hashtextextended(lease, 0));
        END LOOP;
        SET LOCAL lock_timeout = '5min';
    EXCEPTION WHEN lock_not_available THEN
        RAISE EXCEPTION 'Cannot upgrade: a job writes in this database: %',
            (SELECT string_agg(format('process %s of %s', session.pid, session.usename), ', ')
             FROM pg_locks AS held JOIN pg_stat_activity AS session USING (pid)
             WHERE held.locktype = 'advisory' AND held.granted AND held.database = session.datid
               AND (held.classid::bigint << 32) | held.objid::bigint = hashtextextended(lease, 0))
            USING HINT = 'Stop it, then run this script again. If that is no job, end it by SELECT pg_terminate_backend(process).';
    END;
    -- Who waits for a lease has seen the older version, and must not go on in the new one. Who comes now sees the version when this
    -- is done.
    LOCK TABLE public.pipeline IN ACCESS EXCLUSIVE MODE;
    FOR try IN 1 .. 50 LOOP
        SELECT string_agg(format('process %s of %s', session.pid, session.usename), ', ') INTO found
        FROM pg_stat_activity AS session JOIN pg_roles AS login ON login.oid = session.usesysid
        WHERE session.datname = current_database() AND session.pid <> pg_backend_pid() AND NOT login.rolsuper
          AND (pg_has_role(login.oid, 'tidegate_ingest', 'USAGE') OR pg_has_role(login.oid, 'tidegate_operator', 'USAGE'));
        EXIT WHEN found IS NULL;
        PERFORM pg_sleep(0.1), pg_stat_clear_snapshot();
    END LOOP;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'Cannot upgrade: jobs or commands of the older version have sessions in this database: %', found
            USING HINT = 'Stop them, then run this script again. End what is none by SELECT pg_terminate_backend(process).';
    END IF;

    SELECT array_agg(DISTINCT proc.oid) INTO our_functions
    FROM regexp_split_to_table(current_setting('tidegate.functions') || ', ' || current_setting('tidegate.former_functions'), ',\s+')
             AS named (name)
         JOIN pg_proc AS proc ON proc.oid = to_regprocedure('public.' || named.name);
    SELECT array_agg(class.oid) FILTER (WHERE class.relkind = 'v'), array_agg(class.oid) FILTER (WHERE class.relkind = 'r')
    INTO our_views, our_tables
    FROM unnest(string_to_array(current_setting('tidegate.relations'), ',')) AS named (name)
         JOIN pg_class AS class ON class.oid = to_regclass('public.' || btrim(named.name, E' \n'));

    -- All at once: by itself PostgreSQL names what hinders one statement.
    SELECT string_agg(DISTINCT format('%s depends on %s', dependent.description,
                                      pg_describe_object(needed.refclassid, needed.refobjid, 0)), E'\n')
    INTO found
    FROM pg_depend AS needed
    CROSS JOIN LATERAL (
        SELECT pg_describe_object('pg_class'::regclass, rule.ev_class, 0)
        FROM pg_rewrite AS rule
        WHERE needed.classid = 'pg_rewrite'::regclass AND rule.oid = needed.objid AND rule.ev_class <> ALL (our_views)
        UNION ALL
        SELECT pg_describe_object(needed.classid, needed.objid, 0)
        WHERE needed.classid = 'pg_proc'::regclass AND needed.objid <> ALL (our_functions)
    ) AS dependent (description)
    WHERE needed.refclassid = 'pg_proc'::regclass AND needed.refobjid = ANY (our_functions)
       OR needed.refclassid = 'pg_class'::regclass AND needed.refobjid = ANY (our_views)
       OR needed.refclassid = 'pg_class'::regclass AND needed.refobjid = ANY (our_tables)
          AND EXISTS (SELECT FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
                      WHERE pg_class.oid = needed.refobjid AND attnum = needed.refobjsubid
                        AND (relname IN ('pipeline', 'pipeline_status') AND attname = 'name'
                             OR numbered AND relname = ANY (rewritten) AND attname IN ('user_id', 'product_id', 'quantity', 'price', 'total_price')));
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'Cannot upgrade, others have built on what is made anew: %', found
            USING HINT = 'Nothing is changed. Drop what is named there, run this script, and make it again.';
    END IF;

    IF numbered THEN
        SELECT format('raw_events (%s) and its aggregates (%s)',
                      pg_size_pretty(sum(pg_total_relation_size(oid)) FILTER (WHERE relname = 'raw_events')),
                      pg_size_pretty(sum(pg_total_relation_size(oid)) FILTER (WHERE relname <> 'raw_events'))) INTO found
        FROM pg_class WHERE oid = ANY (our_tables) AND relname = ANY (rewritten);
        RAISE INFO '% are written anew. That takes as much space again until it is done, and as much WAL. Who reads or writes them waits meanwhile.', found;
    END IF;

    WITH granted AS (
        SELECT format('%s ON TABLE %s', privilege_type, oid::regclass) AS what, grantee, is_grantable
        FROM pg_class, aclexplode(relacl) WHERE oid = ANY (our_views) AND grantee <> relowner
        UNION ALL
        SELECT format('%s (%I) ON TABLE %s', privilege_type, CASE WHEN one_stream AND attname = 'name' THEN 'stream' ELSE attname END,
                      attrelid::regclass),
               grantee, is_grantable
        FROM pg_attribute, aclexplode(attacl) WHERE attrelid = ANY (our_views)
        UNION ALL
        -- Some have other parameters now. Of those that keep theirs there may be two of one name.
        SELECT format('%s ON FUNCTION public.%s', privilege_type, now.name), grantee, is_grantable
        FROM pg_proc AS was
             JOIN regexp_split_to_table(current_setting('tidegate.functions'), ',\s+') AS now (name)
                 ON CASE WHEN to_regprocedure('public.' || now.name) IS NULL THEN split_part(now.name, '(', 1) = was.proname
                         ELSE to_regprocedure('public.' || now.name) = was.oid END,
             aclexplode(was.proacl)
        WHERE was.oid = ANY (our_functions) AND was.prorettype <> 'trigger'::regtype AND grantee <> was.proowner
    )
    SELECT jsonb_agg(format('GRANT %s TO %s%s', what, grantee::regrole, CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END))
    INTO found
    FROM granted
    WHERE grantee NOT IN (0, 'tidegate_ingest'::regrole, 'tidegate_reader'::regrole, 'tidegate_operator'::regrole);
    PERFORM set_config('tidegate.grants', coalesce(found, '[]'), true);
    BEGIN
        SELECT string_agg(view::regclass::text, ', ') INTO found FROM unnest(our_views) AS view;
        EXECUTE 'DROP VIEW ' || found;
        SELECT string_agg(oid::regprocedure::text, ', ') INTO found FROM pg_proc WHERE oid = ANY (our_functions) AND prorettype <> 'trigger'::regtype;
        EXECUTE 'DROP FUNCTION ' || found;
        IF one_stream THEN
            ALTER TABLE public.pipeline RENAME COLUMN name TO stream;
            ALTER TABLE public.pipeline ALTER COLUMN stream TYPE text COLLATE "C", ADD COLUMN target_table text COLLATE "C";
            ALTER TABLE public.pipeline_status RENAME COLUMN name TO stream;
            ALTER TABLE public.pipeline_status ALTER COLUMN stream TYPE text COLLATE "C";
            -- As of PostgreSQL 18 NOT NULL is a constraint, named after what the column was called.
            FOR found IN
                SELECT format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', conrelid::regclass, conname, relname || '_stream_not_null')
                FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
                WHERE conrelid IN ('public.pipeline'::regclass, 'public.pipeline_status'::regclass)
                  AND contype = 'n' AND conname = relname || '_name_not_null'
            LOOP
                EXECUTE found;
            END LOOP;
        END IF;
        IF numbered THEN
            ALTER TABLE public.raw_events
                ALTER COLUMN user_id TYPE text COLLATE "C" USING user_id::text,
                ALTER COLUMN user_id DROP NOT NULL,
                ALTER COLUMN product_id TYPE text COLLATE "C" USING product_id::text,
                ALTER COLUMN quantity DROP DEFAULT,
                ALTER COLUMN quantity TYPE numeric(12, 3),
                ALTER COLUMN quantity SET DEFAULT 1,
                ALTER COLUMN price TYPE numeric(14, 4),
                ALTER COLUMN total_price TYPE numeric(26, 7),
                ADD COLUMN currency text COLLATE "C";
            ALTER TABLE IF EXISTS public.sales_by_minute
                DROP CONSTRAINT sales_by_minute_key,
                ALTER COLUMN quantity TYPE numeric,
                ADD COLUMN currency text COLLATE "C",
                ADD CONSTRAINT sales_by_minute_key UNIQUE NULLS NOT DISTINCT (minute, category, event_type, currency);
            ALTER TABLE IF EXISTS public.sales_by_hour
                DROP CONSTRAINT sales_by_hour_key,
                ALTER COLUMN quantity TYPE numeric,
                ADD COLUMN currency text COLLATE "C",
                ADD CONSTRAINT sales_by_hour_key UNIQUE NULLS NOT DISTINCT (hour, category, event_type, currency);
            ALTER TABLE IF EXISTS public.product_by_day
                DROP CONSTRAINT product_by_day_key,
                ALTER COLUMN product_id TYPE text COLLATE "C" USING product_id::text,
                ALTER COLUMN quantity TYPE numeric,
                ADD COLUMN currency text COLLATE "C",
                ADD CONSTRAINT product_by_day_key UNIQUE NULLS NOT DISTINCT (day, product_id, event_type, currency);
            ALTER TABLE IF EXISTS public.user_by_day
                DROP CONSTRAINT user_by_day_key,
                ALTER COLUMN user_id TYPE text COLLATE "C" USING user_id::text,
                ALTER COLUMN user_id DROP NOT NULL,
                ALTER COLUMN quantity TYPE numeric,
                ADD COLUMN currency text COLLATE "C",
                ADD CONSTRAINT user_by_day_key UNIQUE NULLS NOT DISTINCT (day, category, user_id, currency);
            ALTER TABLE IF EXISTS public.user_total_by_day
                DROP CONSTRAINT user_total_by_day_key,
                ALTER COLUMN user_id TYPE text COLLATE "C" USING user_id::text,
                ALTER COLUMN user_id DROP NOT NULL,
                ALTER COLUMN quantity TYPE numeric,
                ADD COLUMN currency text COLLATE "C",
                ADD CONSTRAINT user_total_by_day_key UNIQUE NULLS NOT DISTINCT (day, user_id, currency);
            ALTER TABLE IF EXISTS public.products
                ALTER COLUMN product_id TYPE text COLLATE "C" USING product_id::text;
            ALTER TABLE IF EXISTS public.summed_events
                ALTER COLUMN user_id TYPE text COLLATE "C" USING user_id::text,
                ALTER COLUMN product_id TYPE text COLLATE "C" USING product_id::text,
                ALTER COLUMN quantity TYPE numeric,
                ADD COLUMN currency text COLLATE "C";
        END IF;
        -- The zeros of the rows that are there stand in the catalogue: nothing is written anew.
        IF of_three_types THEN
            ALTER TABLE public.raw_events
                ADD COLUMN session_id text COLLATE "C";
            ALTER TABLE public.user_by_day
                ADD COLUMN carts bigint NOT NULL DEFAULT 0,
                ADD COLUMN removes bigint NOT NULL DEFAULT 0,
                ADD COLUMN checkouts bigint NOT NULL DEFAULT 0,
                ADD COLUMN refunds bigint NOT NULL DEFAULT 0,
                ADD COLUMN refunded numeric NOT NULL DEFAULT 0;
            ALTER TABLE IF EXISTS public.user_total_by_day
                ADD COLUMN carts bigint NOT NULL DEFAULT 0,
                ADD COLUMN removes bigint NOT NULL DEFAULT 0,
                ADD COLUMN checkouts bigint NOT NULL DEFAULT 0,
                ADD COLUMN refunds bigint NOT NULL DEFAULT 0,
                ADD COLUMN refunded numeric NOT NULL DEFAULT 0;
            ALTER TABLE IF EXISTS public.summed_events
                ADD COLUMN carts bigint,
                ADD COLUMN removes bigint,
                ADD COLUMN checkouts bigint,
                ADD COLUMN refunds bigint,
                ADD COLUMN refunded numeric;
        END IF;
    EXCEPTION WHEN dependent_objects_still_exist OR feature_not_supported THEN
        GET STACKED DIAGNOSTICS found = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
        RAISE EXCEPTION 'Cannot upgrade, others have built on what is made anew: %', concat_ws(E'\n', found, nullif(detail, ''))
            USING HINT = 'Nothing is changed. Drop what is named there, run this script, and make it again.';
    END;
    -- What was known of the columns went with their old types, and nothing else would make autovacuum look at them soon.
    FOR found IN SELECT oid::regclass FROM pg_class WHERE numbered AND oid = ANY (our_tables) AND relname = ANY (rewritten) LOOP
        EXECUTE 'ANALYZE ' || found;
    END LOOP;
    UPDATE public.pipeline SET epoch = epoch + 1;
    IF NOT one_stream THEN
        RETURN;
    END IF;
    UPDATE public.pipeline SET stream = 'events', target_table = 'public.raw_events' WHERE stream = 'tidegate';
    UPDATE public.pipeline_status SET stream = 'events' WHERE stream = 'tidegate';
    ALTER TABLE public.pipeline ALTER COLUMN target_table SET NOT NULL,
        ADD CONSTRAINT pipeline_stream CHECK (stream ~ '^[a-z][a-z0-9_]{0,31}$'),
        ADD CONSTRAINT pipeline_target_table_key UNIQUE (target_table);
    -- The value of the rows that are there stands in the catalogue: no table is written anew.
    ALTER TABLE public.ingested_files ADD COLUMN stream text COLLATE "C" NOT NULL DEFAULT 'events';
    ALTER TABLE public.ingested_files ALTER COLUMN stream DROP DEFAULT;
    ALTER TABLE public.rejected_events ADD COLUMN stream text COLLATE "C" NOT NULL DEFAULT 'events';
    ALTER TABLE public.rejected_events ALTER COLUMN stream DROP DEFAULT;
    ALTER TABLE public.ingest_batches ADD COLUMN stream text COLLATE "C" NOT NULL DEFAULT 'events';
    ALTER TABLE public.ingest_batches ALTER COLUMN stream DROP DEFAULT;
    DROP INDEX IF EXISTS public.ingested_files_path_modified_at, public.ingested_files_to_move;
END
$$;
SET LOCAL search_path = public;

-- At first there were no bits of a category, events without currency were in two measures, and the number of a user who was gone was
-- given again. Until all days are counted anew, users are read row by row.
DO $$
BEGIN
    IF to_regclass('user_bits_by_day') IS NULL OR EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = to_regclass('user_bits_by_day') AND attname = 'scope' AND NOT attisdropped) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('tidegate cohorts', 0));
    ALTER TABLE user_bits_by_day
        ADD COLUMN scope text COLLATE "C" NOT NULL DEFAULT 'all',
        DROP CONSTRAINT user_bits_by_day_key,
        DROP CONSTRAINT IF EXISTS user_bits_by_day_days,
        DROP CONSTRAINT IF EXISTS user_bits_by_day_users,
        ADD CONSTRAINT user_bits_by_day_key UNIQUE NULLS NOT DISTINCT (scope, measure, days, day, part, weight, currency),
        ADD CONSTRAINT user_bits_by_day_days CHECK (days = 1 OR days = 7 AND extract(isodow FROM day) = 1),
        ADD CONSTRAINT user_bits_by_day_users CHECK (length(users) = 65536);
    ALTER TABLE user_bits_by_day ALTER COLUMN scope DROP DEFAULT;
    DROP FUNCTION IF EXISTS user_bits_of(date), user_bits_of_week(date), user_sums(text[], date, date, text, boolean),
        funnel_of_days(date, date), engagement_of_days(date, date), top_users_of_days(date, date, text, text, bigint);
    ALTER TABLE cohort_progress ADD COLUMN IF NOT EXISTS next_number int NOT NULL DEFAULT 0;
    UPDATE cohort_progress
    SET as_of = NULL, taken_at = NULL,
        next_number = greatest(next_number, (SELECT max(number) + 1 FROM user_first_days));
    INSERT INTO marked_days (day) SELECT DISTINCT day FROM user_total_by_day;
END
$$;

-- From so many users on they are many, until there are less than half as many. What few did is read row by row, fast enough.
CREATE OR REPLACE FUNCTION many_users() RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 10000;

-- Users had bits in each shop. Where they are few, nobody read them.
DO $$
BEGIN
    IF to_regclass('cohort_progress') IS NULL OR EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = to_regclass('cohort_progress') AND attname = 'in_bits' AND NOT attisdropped) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('tidegate cohorts', 0));
    ALTER TABLE cohort_progress
        ADD COLUMN in_bits boolean NOT NULL DEFAULT false,
        ADD COLUMN all_in_bits boolean NOT NULL DEFAULT false;
    IF (SELECT count(*) FROM user_first_days) >= many_users() THEN
        UPDATE cohort_progress SET in_bits = true, all_in_bits = as_of IS NOT NULL;
    ELSE
        IF to_regclass('user_bits_by_day') IS NOT NULL THEN
            DELETE FROM user_bits_by_day;
        END IF;
        IF to_regclass('categories_in_bits') IS NOT NULL THEN
            DELETE FROM categories_in_bits;
        END IF;
    END IF;
END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Events
-- ---------------------------------------------------------------------------------------------------------------------
-- Columns of fixed width stand first: 5 % smaller rows than in the order of the files. Then those that questions look for: behind
-- the numbers, whose width varies, a scan for one product took a third longer.
CREATE TABLE IF NOT EXISTS raw_events (
    event_id        uuid           NOT NULL,
    event_timestamp timestamptz    NOT NULL,
    ingested_at     timestamptz    NOT NULL DEFAULT now(),
    source_file_id  bigint         NOT NULL,
    source_line     bigint         NOT NULL,
    event_date      date           NOT NULL,
    product_id      text COLLATE "C" NOT NULL,
    user_id         text COLLATE "C",
    event_type      text COLLATE "C" NOT NULL,
    quantity        numeric(12, 3) NOT NULL DEFAULT 1,
    price           numeric(14, 4) NOT NULL,
    total_price     numeric(26, 7) NOT NULL,
    currency        text COLLATE "C",
    session_id      text COLLATE "C",
    product_name    text,
    category        text COLLATE "C",
    extra           jsonb,
    CONSTRAINT raw_events_pkey PRIMARY KEY (event_id)
) WITH (fillfactor = 90);

-- 250 kB for 10 million rows, and it keeps updates HOT; a btree would cost half of the load again.
CREATE INDEX IF NOT EXISTS raw_events_event_timestamp_brin
    ON raw_events USING brin (event_timestamp) WITH (pages_per_range = 32, autosummarize = on);

COMMENT ON TABLE raw_events IS 'Each event once, in the newest version delivered. Written by the streaming job only.';
COMMENT ON COLUMN raw_events.event_id IS 'Identity of the event, given by its producer.';
COMMENT ON COLUMN raw_events.user_id IS 'Who did it, to the letter; null for a guest.';
COMMENT ON COLUMN raw_events.product_id IS 'What it was done to, to the letter: 0017 is not 17.';
COMMENT ON COLUMN raw_events.event_timestamp IS 'When it happened; first part of the version order (event_timestamp, source_file_id, source_line).';
COMMENT ON COLUMN raw_events.ingested_at IS 'When the transaction that wrote this version held the fence; committed at ingest_batches.committed_at.';
COMMENT ON COLUMN raw_events.source_file_id IS 'The file this version came from: ingested_files.file_id.';
COMMENT ON COLUMN raw_events.source_line IS 'The physical line of that file, from 1, on which the record begins.';
COMMENT ON COLUMN raw_events.event_date IS 'The day of event_timestamp in UTC.';
COMMENT ON COLUMN raw_events.quantity IS 'How many pieces, or how much of it; 1 where the file says nothing.';
COMMENT ON COLUMN raw_events.price IS 'Price of one piece.';
COMMENT ON COLUMN raw_events.total_price IS 'price * quantity, exact.';
COMMENT ON COLUMN raw_events.currency IS 'Currency of price and total_price (ISO 4217); null where nobody says it.';
COMMENT ON COLUMN raw_events.session_id IS 'The shop''s own name of the visit, to the letter; null where nobody says it.';
COMMENT ON COLUMN raw_events.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN raw_events.product_name IS 'Name of the product as delivered; null where empty.';
COMMENT ON COLUMN raw_events.category IS 'Category of the product as delivered; null where empty.';
COMMENT ON COLUMN raw_events.extra IS 'Columns of the file that are not named above, by header name; null where there are none.';

-- ---------------------------------------------------------------------------------------------------------------------
-- The ledger: which file was loaded, and what became of each of its records
-- ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS ingested_files (
    file_id      bigint NOT NULL,
    batch_id     bigint NOT NULL,
    size_bytes   bigint NOT NULL,
    modified_at  timestamptz NOT NULL,
    loaded_at    timestamptz NOT NULL,
    archived_at  timestamptz,
    removed_at   timestamptz,
    records_read bigint NOT NULL DEFAULT 0,
    inserted     bigint NOT NULL DEFAULT 0,
    updated      bigint NOT NULL DEFAULT 0,
    unchanged    bigint NOT NULL DEFAULT 0,
    stale        bigint NOT NULL DEFAULT 0,
    duplicate    bigint NOT NULL DEFAULT 0,
    filtered     bigint NOT NULL DEFAULT 0,
    rejected     bigint NOT NULL DEFAULT 0,
    rejects_removed bigint NOT NULL DEFAULT 0,
    replay_of    bigint,
    state        text COLLATE "C" NOT NULL,
    path         text COLLATE "C" NOT NULL,
    sha256       bytea,
    first_error  text,
    archive_path text,
    stream       text COLLATE "C" NOT NULL,
    etag         text COLLATE "C",
    CONSTRAINT ingested_files_pkey PRIMARY KEY (file_id),
    CONSTRAINT ingested_files_state CHECK (state IN ('loaded', 'archived', 'quarantined', 'missing')),
    -- records_read, filtered and rejected are the reader's, the rest the merge's: this is the proof that nothing staged got lost.
    CONSTRAINT ingested_files_seven_counts CHECK (
        records_read = inserted + updated + unchanged + stale + duplicate + filtered + rejected),
    CONSTRAINT ingested_files_no_counts_without_load CHECK (
        state IN ('loaded', 'archived') OR (records_read = 0 AND inserted + updated + unchanged + stale + duplicate + filtered + rejected = 0))
) WITH (fillfactor = 90);

DO $$
BEGIN
    -- Not by IF NOT EXISTS, which would wait for all who read the ledger where there is nothing to do.
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'public.ingested_files'::regclass AND attname = 'etag') THEN
        ALTER TABLE public.ingested_files ADD COLUMN etag text COLLATE "C";
    END IF;
END
$$;

-- Whether a file is known is asked for each one. With the time: some producers give all their files one name.
CREATE INDEX IF NOT EXISTS ingested_files_stream_path_modified_at ON ingested_files (stream, path, modified_at);
CREATE INDEX IF NOT EXISTS ingested_files_stream_to_move ON ingested_files (stream, file_id)
    WHERE archived_at IS NULL AND state <> 'missing';
-- The newest files of a stream that rests are found without going through those of all others.
CREATE INDEX IF NOT EXISTS ingested_files_stream_file_id ON ingested_files (stream, file_id);
-- A stream that only appends asks for each file whether its bytes were loaded before.
CREATE INDEX IF NOT EXISTS ingested_files_stream_sha256 ON ingested_files (stream, sha256);
-- Taken behind the fence only, so the ids of a stream rise in the order of its commits. CACHE 1: a session that took more than it
-- uses at once would use the rest when they are old. Not owned by the column: TRUNCATE .. RESTART IDENTITY would give ids out again.
CREATE SEQUENCE IF NOT EXISTS ingested_file_ids CACHE 1;

COMMENT ON TABLE ingested_files IS 'The ledger: one row for each delivery of a file, written in the transaction that loads it. The truth about what was loaded.';
COMMENT ON COLUMN ingested_files.file_id IS 'Taken from ingested_file_ids. Rises in the order of the commits of its stream, with gaps; second part of the version order.';
COMMENT ON COLUMN ingested_files.batch_id IS 'The micro-batch that loaded it: ingest_batches.batch_id.';
COMMENT ON COLUMN ingested_files.size_bytes IS 'Size when it was taken; exactly so many bytes were read.';
COMMENT ON COLUMN ingested_files.modified_at IS 'Modification time when it was taken, in milliseconds.';
COMMENT ON COLUMN ingested_files.etag IS 'Of an object of a store its ETag when it was taken, with size and time its version; null of a file.';
COMMENT ON COLUMN ingested_files.loaded_at IS 'When the transaction that wrote this row held the fence.';
COMMENT ON COLUMN ingested_files.archived_at IS 'When the file reached archive_path; null while it still has to be moved there.';
COMMENT ON COLUMN ingested_files.removed_at IS 'When retention removed the file from the archive, or the job deleted it (--after-load delete); null while it is kept.';
COMMENT ON COLUMN ingested_files.records_read IS 'Records the reader found: the sum of the seven counts.';
COMMENT ON COLUMN ingested_files.inserted IS 'Records that became new rows.';
COMMENT ON COLUMN ingested_files.updated IS 'Records that replaced an older version of their row.';
COMMENT ON COLUMN ingested_files.unchanged IS 'Records equal to their row: nothing was written.';
COMMENT ON COLUMN ingested_files.stale IS 'Records older than their row: nothing was written.';
COMMENT ON COLUMN ingested_files.duplicate IS 'Records whose event_id came in a later version in the same micro-batch.';
COMMENT ON COLUMN ingested_files.filtered IS 'Records of a well-formed event type that is not view, click or buy.';
COMMENT ON COLUMN ingested_files.rejected IS 'Records that are kept in rejected_events with the reason.';
COMMENT ON COLUMN ingested_files.rejects_removed IS 'How many of the rejected retention has removed from rejected_events, long after they were settled.';
COMMENT ON COLUMN ingested_files.replay_of IS 'The file_id whose records were sent through again; null for a delivery.';
COMMENT ON COLUMN ingested_files.state IS 'loaded (still to be moved), archived, quarantined (as a whole, see first_error) or missing (gone before it was read).';
COMMENT ON COLUMN ingested_files.path IS 'Name relative to the input folder.';
COMMENT ON COLUMN ingested_files.sha256 IS 'Hash of the bytes as delivered; null where they could not be read.';
COMMENT ON COLUMN ingested_files.first_error IS 'The first reject, or why the file was quarantined; behind it what else is to be known, such as lines above the header. Null where there is nothing.';
COMMENT ON COLUMN ingested_files.stream IS 'The stream whose file it is: pipeline.stream. A path means something in its stream only.';
COMMENT ON SEQUENCE ingested_file_ids IS 'Where ids of files are taken from, by all streams. What a transaction that fails has taken is a gap.';
COMMENT ON COLUMN ingested_files.archive_path IS 'Where it is kept, relative to the archive folder (quarantined: to the quarantine folder). Null for a replay: its file lies where the row of the delivery says.';

CREATE TABLE IF NOT EXISTS ingest_batches (
    batch_id       bigint NOT NULL,
    epoch          bigint NOT NULL,
    spark_batch_id bigint NOT NULL,
    records_read   bigint NOT NULL,
    started_at     timestamptz NOT NULL,
    committed_at   timestamptz NOT NULL,
    files          int NOT NULL,
    read_ms        int NOT NULL,
    stage_ms       int NOT NULL,
    merge_ms       int NOT NULL,
    query_id       text NOT NULL,
    stream         text COLLATE "C" NOT NULL,
    CONSTRAINT ingest_batches_pkey PRIMARY KEY (batch_id)
);

CREATE INDEX IF NOT EXISTS ingest_batches_stream_batch_id ON ingest_batches (stream, batch_id);
CREATE SEQUENCE IF NOT EXISTS ingest_batch_ids CACHE 1;
CREATE INDEX IF NOT EXISTS ingest_batches_committed_at_brin ON ingest_batches USING brin (committed_at) WITH (pages_per_range = 8);

COMMENT ON TABLE ingest_batches IS 'One row for each micro-batch that wrote something, in its own transaction.';
COMMENT ON COLUMN ingest_batches.batch_id IS 'Number of the micro-batch, taken from ingest_batch_ids behind the fence. Rises in its stream, with gaps.';
COMMENT ON COLUMN ingest_batches.epoch IS 'Which start of the job wrote it: pipeline.epoch.';
COMMENT ON COLUMN ingest_batches.spark_batch_id IS 'Spark''s own number; begins at 0 again with a new checkpoint. -1 for a replay.';
COMMENT ON COLUMN ingest_batches.records_read IS 'Records in its files.';
COMMENT ON COLUMN ingest_batches.started_at IS 'When Spark handed the micro-batch over.';
COMMENT ON COLUMN ingest_batches.committed_at IS 'Just before COMMIT: from then on its rows are visible.';
COMMENT ON COLUMN ingest_batches.files IS 'Files of the micro-batch that got a row in the ledger.';
COMMENT ON COLUMN ingest_batches.read_ms IS 'Milliseconds for reading and judging the files.';
COMMENT ON COLUMN ingest_batches.stage_ms IS 'Milliseconds for COPY into the staging tables, where that is not part of reading.';
COMMENT ON COLUMN ingest_batches.merge_ms IS 'Milliseconds from the fence to just before COMMIT.';
COMMENT ON COLUMN ingest_batches.stream IS 'The stream whose files it loaded: pipeline.stream.';
COMMENT ON SEQUENCE ingest_batch_ids IS 'Where numbers of micro-batches are taken from, by all streams. What a transaction that fails has taken is a gap.';
COMMENT ON COLUMN ingest_batches.query_id IS 'Spark''s id of the streaming query; changes with the checkpoint. replay for a replay.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Dead letters
-- ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS rejected_events (
    file_id     bigint NOT NULL,
    line        bigint NOT NULL,
    byte_offset bigint NOT NULL,
    byte_length bigint NOT NULL,
    rejected_at timestamptz NOT NULL,
    resolved_at timestamptz,
    reason      text COLLATE "C" NOT NULL,
    column_name text COLLATE "C",
    resolution  text COLLATE "C",
    message     text NOT NULL,
    raw         bytea NOT NULL,
    stream      text COLLATE "C" NOT NULL,
    CONSTRAINT rejected_events_pkey PRIMARY KEY (file_id, byte_offset),
    CONSTRAINT rejected_events_resolution CHECK (resolution IN ('replayed', 'discarded')),
    CONSTRAINT rejected_events_resolved CHECK ((resolved_at IS NULL) = (resolution IS NULL))
);

-- The newest rejects of a stream are found without going through those of all others.
CREATE INDEX IF NOT EXISTS rejected_events_stream_file_id ON rejected_events (stream, file_id, byte_offset);
CREATE INDEX IF NOT EXISTS rejected_events_rejected_at_brin ON rejected_events USING brin (rejected_at) WITH (pages_per_range = 16);

COMMENT ON TABLE rejected_events IS 'Dead letters: every record that was refused, with its bytes and the reason.';
COMMENT ON COLUMN rejected_events.file_id IS 'The file it stands in: ingested_files.file_id.';
COMMENT ON COLUMN rejected_events.line IS 'Physical line, from 1, on which it begins.';
COMMENT ON COLUMN rejected_events.byte_offset IS 'Where its first byte stands in the file (of a .gz: in the unpacked bytes).';
COMMENT ON COLUMN rejected_events.byte_length IS 'Its length without the line end, also where raw holds less.';
COMMENT ON COLUMN rejected_events.rejected_at IS 'When it was refused.';
COMMENT ON COLUMN rejected_events.resolved_at IS 'When an operator settled it; null while it is open.';
COMMENT ON COLUMN rejected_events.reason IS 'Short code of the rule it broke.';
COMMENT ON COLUMN rejected_events.column_name IS 'The column that broke it; null where the whole record did.';
COMMENT ON COLUMN rejected_events.resolution IS 'replayed or discarded; null while it is open.';
COMMENT ON COLUMN rejected_events.message IS 'What was found and what was expected.';
COMMENT ON COLUMN rejected_events.raw IS 'Its bytes as delivered, the first 64 KiB.';
COMMENT ON COLUMN rejected_events.stream IS 'The stream of its file: pipeline.stream.';

-- ---------------------------------------------------------------------------------------------------------------------
-- The streams: fence, totals, heartbeat
-- ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS pipeline (
    stream         text COLLATE "C" NOT NULL,
    schema_version int NOT NULL,
    epoch          bigint NOT NULL DEFAULT 0,
    last_batch     bigint NOT NULL DEFAULT 0,
    last_file_id   bigint NOT NULL DEFAULT 0,
    files          bigint NOT NULL DEFAULT 0,
    records_read   bigint NOT NULL DEFAULT 0,
    inserted       bigint NOT NULL DEFAULT 0,
    updated        bigint NOT NULL DEFAULT 0,
    unchanged      bigint NOT NULL DEFAULT 0,
    stale          bigint NOT NULL DEFAULT 0,
    duplicate      bigint NOT NULL DEFAULT 0,
    filtered       bigint NOT NULL DEFAULT 0,
    rejected       bigint NOT NULL DEFAULT 0,
    started_at     timestamptz,
    owner          text,
    identity       uuid NOT NULL DEFAULT gen_random_uuid(),
    target_table   text COLLATE "C" NOT NULL,
    tombstones_removed         bigint NOT NULL DEFAULT 0,
    tombstones_removed_at      timestamptz,
    tombstones_removed_file_id bigint,
    tombstones_removed_version jsonb,
    events_removed        bigint NOT NULL DEFAULT 0,
    events_removed_before timestamptz,
    CONSTRAINT pipeline_pkey PRIMARY KEY (stream),
    CONSTRAINT pipeline_stream CHECK (stream ~ '^[a-z][a-z0-9_]{0,31}$'),
    CONSTRAINT pipeline_target_table_key UNIQUE (target_table)
) WITH (fillfactor = 25);

-- Even where it finds nothing to do, ALTER TABLE waits for whoever reads the table, such as a backup, and all others wait behind it.
DO $$
BEGIN
    IF (SELECT count(*) FROM pg_attribute
        WHERE attrelid = 'pipeline'::regclass AND NOT attisdropped
          AND attname IN ('identity', 'tombstones_removed', 'tombstones_removed_at', 'tombstones_removed_file_id',
                          'tombstones_removed_version', 'events_removed', 'events_removed_before')) < 7 THEN
        ALTER TABLE pipeline
            ADD COLUMN IF NOT EXISTS identity uuid NOT NULL DEFAULT gen_random_uuid(),
            ADD COLUMN IF NOT EXISTS tombstones_removed bigint NOT NULL DEFAULT 0,
            ADD COLUMN IF NOT EXISTS tombstones_removed_at timestamptz,
            ADD COLUMN IF NOT EXISTS tombstones_removed_file_id bigint,
            ADD COLUMN IF NOT EXISTS tombstones_removed_version jsonb,
            ADD COLUMN IF NOT EXISTS events_removed bigint NOT NULL DEFAULT 0,
            ADD COLUMN IF NOT EXISTS events_removed_before timestamptz;
    END IF;
END
$$;

COMMENT ON TABLE pipeline IS 'One row for each stream: the fence that only one job passes, and running totals of its part of the ledger.';
COMMENT ON COLUMN pipeline.stream IS 'Name of the stream; events is built in.';
COMMENT ON COLUMN pipeline.schema_version IS 'Version of this script; a job of another version does not start.';
COMMENT ON COLUMN pipeline.epoch IS 'Grows with each start of a job; a job whose epoch is no longer this one is fenced off.';
COMMENT ON COLUMN pipeline.last_batch IS 'Number of its newest micro-batch; 0 before the first.';
COMMENT ON COLUMN pipeline.last_file_id IS 'Its newest file in the ledger; 0 before the first.';
COMMENT ON COLUMN pipeline.files IS 'Its rows in the ledger.';
COMMENT ON COLUMN pipeline.records_read IS 'Total of ingested_files.records_read.';
COMMENT ON COLUMN pipeline.inserted IS 'Total of ingested_files.inserted.';
COMMENT ON COLUMN pipeline.updated IS 'Total of ingested_files.updated.';
COMMENT ON COLUMN pipeline.unchanged IS 'Total of ingested_files.unchanged.';
COMMENT ON COLUMN pipeline.stale IS 'Total of ingested_files.stale.';
COMMENT ON COLUMN pipeline.duplicate IS 'Total of ingested_files.duplicate.';
COMMENT ON COLUMN pipeline.filtered IS 'Total of ingested_files.filtered.';
COMMENT ON COLUMN pipeline.rejected IS 'Total of ingested_files.rejected.';
COMMENT ON COLUMN pipeline.started_at IS 'When the job that holds the epoch started.';
COMMENT ON COLUMN pipeline.owner IS 'Host and process of the job that holds the epoch.';
COMMENT ON COLUMN pipeline.identity IS 'Tells this stream from others and from those of other databases: it stands in the folders of the job, which belong to one alone.';

COMMENT ON COLUMN pipeline.target_table IS 'Schema and name of the table that its rows are written to; no other stream writes there.';
COMMENT ON COLUMN pipeline.tombstones_removed IS 'How many rows from files retention has removed from the table: they had been taken away long before.';
COMMENT ON COLUMN pipeline.tombstones_removed_at IS 'When it did so last; null where it never has.';
COMMENT ON COLUMN pipeline.tombstones_removed_file_id IS 'Files up to this one may hold older versions of the rows that are gone: replay and put-back look. Null where there are none.';
COMMENT ON COLUMN pipeline.tombstones_removed_version IS 'Name and type of the version column, and the newest value among the rows that are gone; null where it is not known.';

COMMENT ON COLUMN pipeline.events_removed IS 'How many events remove_months() has removed; 0 for other streams.';
COMMENT ON COLUMN pipeline.events_removed_before IS 'Events from before that are gone, and those that still come are refused; null where none were removed.';

-- Apart from pipeline, since a heartbeat must not wait for the merge that holds the fence.
CREATE TABLE IF NOT EXISTS pipeline_status (
    stream            text COLLATE "C" NOT NULL,
    epoch             bigint NOT NULL,
    heartbeat_at      timestamptz NOT NULL,
    oldest_waiting_at timestamptz,
    files_waiting     bigint NOT NULL,
    files_held        bigint NOT NULL,
    note              text,
    CONSTRAINT pipeline_status_pkey PRIMARY KEY (stream)
) WITH (fillfactor = 25);

COMMENT ON TABLE pipeline_status IS 'What the running job says of each of its streams every 5 seconds.';
COMMENT ON COLUMN pipeline_status.stream IS 'Name of the stream: pipeline.stream.';
COMMENT ON COLUMN pipeline_status.epoch IS 'Epoch of the job that wrote this.';
COMMENT ON COLUMN pipeline_status.heartbeat_at IS 'When, by the clock of the database.';
COMMENT ON COLUMN pipeline_status.oldest_waiting_at IS 'Modification time of the oldest file that waits in the input folder; null where none waits.';
COMMENT ON COLUMN pipeline_status.files_waiting IS 'Files in the input folder that are still to be loaded.';
COMMENT ON COLUMN pipeline_status.files_held IS 'Files that cannot be loaded or moved now.';
COMMENT ON COLUMN pipeline_status.note IS 'What failed and is tried again; null where all goes well.';

INSERT INTO pipeline (stream, schema_version, target_table) VALUES ('events', 6, 'public.raw_events') ON CONFLICT (stream) DO NOTHING;
UPDATE pipeline SET schema_version = 6 WHERE schema_version < 6;

-- Sees to it that no number is given out again: after a restore the archive knows higher ids than the sequence, and a copy by logical
-- replication has none of the sequences' numbers. They only ever rise. ALTER SEQUENCE is there for its lock, and changes nothing: it
-- waits for transactions that have taken numbers, and keeps others from taking one, so that setval never undoes a nextval. Nobody
-- else can take that lock, and it is only taken where a number is missing. It is no way to use the numbers up, neither by what is asked
-- for nor by a row of the ledger: nobody has loaded a million million files since a backup was made.
CREATE OR REPLACE FUNCTION raise_ids(used_file_id bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    files CONSTANT bigint := greatest(used_file_id, (SELECT max(file_id) FROM public.ingested_files),
                                      (SELECT max(last_file_id) FROM public.pipeline));
    batches CONSTANT bigint := greatest((SELECT max(batch_id) FROM public.ingest_batches), (SELECT max(last_batch) FROM public.pipeline));
BEGIN
    -- One that was never asked gives out its last_value next.
    IF (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END >= files FROM public.ingested_file_ids)
       AND (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END >= batches FROM public.ingest_batch_ids) THEN
        RETURN false;
    END IF;
    IF files - 1000000000000 > (SELECT last_value FROM public.ingested_file_ids)
       OR batches - 1000000000000 > (SELECT last_value FROM public.ingest_batch_ids) THEN
        RAISE EXCEPTION 'cannot raise the ids to file % and micro-batch %, more than 10^12 beyond the newest: correct what says so, the mark of a folder, the name of a file in archive or quarantine, ingested_files, ingest_batches, pipeline, or the source_file_id of a row', files, batches
            USING ERRCODE = 'sequence_generator_limit_exceeded';
    END IF;
    -- In the order in which the fence takes them.
    ALTER SEQUENCE public.ingest_batch_ids OWNED BY NONE;
    ALTER SEQUENCE public.ingested_file_ids OWNED BY NONE;
    PERFORM setval('public.ingest_batch_ids', batches) FROM public.ingest_batch_ids WHERE last_value <= batches;
    PERFORM setval('public.ingested_file_ids', files) FROM public.ingested_file_ids WHERE last_value <= files;
    RETURN true;
END
$$;
DO $$
BEGIN
    PERFORM public.raise_ids(0::bigint);
END
$$;

COMMENT ON FUNCTION raise_ids(bigint) IS 'Raises the sequences of ids to the highest that the ledger, or who asks, knows of; true where one was behind.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Aggregates, kept exact by statement-level triggers on raw_events
-- No CHECK (events >= 0): the row of a negative delta is checked before ON CONFLICT is looked at.
-- Plain numeric for revenue: two legal buys overflow numeric(18,2).
-- Few rows that each micro-batch updates get pages with much room: while somebody holds an old snapshot no version of them can be
-- removed and each update passes all of them, which is quick within a page and slow from page to page.
-- ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS sales_by_minute (
    minute     timestamptz NOT NULL,
    events     bigint NOT NULL,
    quantity   numeric NOT NULL,
    revenue    numeric NOT NULL,
    category   text COLLATE "C",
    event_type text COLLATE "C" NOT NULL,
    currency   text COLLATE "C",
    CONSTRAINT sales_by_minute_key UNIQUE NULLS NOT DISTINCT (minute, category, event_type, currency)
) WITH (fillfactor = 80);

CREATE TABLE IF NOT EXISTS sales_by_hour (
    hour       timestamptz NOT NULL,
    events     bigint NOT NULL,
    quantity   numeric NOT NULL,
    revenue    numeric NOT NULL,
    category   text COLLATE "C",
    event_type text COLLATE "C" NOT NULL,
    currency   text COLLATE "C",
    CONSTRAINT sales_by_hour_key UNIQUE NULLS NOT DISTINCT (hour, category, event_type, currency)
) WITH (fillfactor = 20);

-- Which currencies there are is asked with each look at the page.
CREATE INDEX IF NOT EXISTS sales_by_hour_currency ON sales_by_hour (currency, hour) WHERE event_type = 'buy';
-- Refunds beside orders: two types of seven, over weeks. Nothing but new rows costs something here.
CREATE INDEX IF NOT EXISTS sales_by_hour_sold ON sales_by_hour (hour) WHERE event_type IN ('buy', 'refund');

CREATE TABLE IF NOT EXISTS product_by_day (
    events     bigint NOT NULL,
    day        date NOT NULL,
    quantity   numeric NOT NULL,
    revenue    numeric NOT NULL,
    product_id text COLLATE "C" NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    currency   text COLLATE "C",
    CONSTRAINT product_by_day_key UNIQUE NULLS NOT DISTINCT (day, product_id, event_type, currency)
) WITH (fillfactor = 25);

CREATE INDEX IF NOT EXISTS product_by_day_sold ON product_by_day (day) WHERE event_type IN ('buy', 'refund');

CREATE TABLE IF NOT EXISTS user_by_day (
    views     bigint NOT NULL,
    clicks    bigint NOT NULL,
    buys      bigint NOT NULL,
    carts     bigint NOT NULL DEFAULT 0,
    removes   bigint NOT NULL DEFAULT 0,
    checkouts bigint NOT NULL DEFAULT 0,
    refunds   bigint NOT NULL DEFAULT 0,
    day       date NOT NULL,
    quantity  numeric NOT NULL,
    revenue   numeric NOT NULL,
    refunded  numeric NOT NULL DEFAULT 0,
    user_id   text COLLATE "C",
    category  text COLLATE "C",
    currency  text COLLATE "C",
    CONSTRAINT user_by_day_key UNIQUE NULLS NOT DISTINCT (day, category, user_id, currency)
) WITH (fillfactor = 80);

-- Most questions about users are about all categories, and weeks by category are too many rows for them.
CREATE TABLE IF NOT EXISTS user_total_by_day (
    views     bigint NOT NULL,
    clicks    bigint NOT NULL,
    buys      bigint NOT NULL,
    carts     bigint NOT NULL DEFAULT 0,
    removes   bigint NOT NULL DEFAULT 0,
    checkouts bigint NOT NULL DEFAULT 0,
    refunds   bigint NOT NULL DEFAULT 0,
    day       date NOT NULL,
    quantity  numeric NOT NULL,
    revenue   numeric NOT NULL,
    refunded  numeric NOT NULL DEFAULT 0,
    user_id   text COLLATE "C",
    currency  text COLLATE "C",
    CONSTRAINT user_total_by_day_key UNIQUE NULLS NOT DISTINCT (day, user_id, currency)
) WITH (fillfactor = 80);

CREATE TABLE IF NOT EXISTS products (
    product_id      text COLLATE "C" NOT NULL,
    event_timestamp timestamptz NOT NULL,
    product_name    text,
    category        text COLLATE "C",
    CONSTRAINT products_pkey PRIMARY KEY (product_id)
) WITH (fillfactor = 20);

-- What the tasks of the job added up while they staged a large micro-batch, for the trigger below. The job writes it before it
-- inserts the rows and deletes it before it commits, so nobody else ever sees a row; unlogged, since none outlives a crash.
CREATE UNLOGGED TABLE IF NOT EXISTS summed_events (
    minute       timestamptz,
    newest       timestamptz NOT NULL,
    events       bigint NOT NULL,
    views        bigint,
    clicks       bigint,
    buys         bigint,
    carts        bigint,
    removes      bigint,
    checkouts    bigint,
    refunds      bigint,
    day          date,
    quantity     numeric NOT NULL,
    revenue      numeric NOT NULL,
    refunded     numeric,
    summed_for   text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C",
    product_id   text COLLATE "C",
    event_type   text COLLATE "C",
    category     text COLLATE "C",
    currency     text COLLATE "C",
    product_name text
);

COMMENT ON TABLE summed_events IS 'Sums of staged events, within one transaction of the job; empty to everybody else.';
COMMENT ON COLUMN summed_events.user_id IS 'The user; only in sums for user_by_day, and null there for guests.';
COMMENT ON COLUMN summed_events.product_id IS 'The product; only in sums for product_by_day.';
COMMENT ON COLUMN summed_events.minute IS 'Begin of the minute; only in sums for sales_by_minute.';
COMMENT ON COLUMN summed_events.newest IS 'Newest event_timestamp of the events.';
COMMENT ON COLUMN summed_events.events IS 'Number of events.';
COMMENT ON COLUMN summed_events.views IS 'Number of views; only in sums for user_by_day.';
COMMENT ON COLUMN summed_events.clicks IS 'Number of clicks; only in sums for user_by_day.';
COMMENT ON COLUMN summed_events.carts IS 'Number of carts; only in sums for user_by_day.';
COMMENT ON COLUMN summed_events.removes IS 'Number of removes; only in sums for user_by_day.';
COMMENT ON COLUMN summed_events.checkouts IS 'Number of checkouts; only in sums for user_by_day.';
COMMENT ON COLUMN summed_events.refunds IS 'Number of refunds; only in sums for user_by_day.';
COMMENT ON COLUMN summed_events.refunded IS 'Sum of total_price of the refunds; only in sums for user_by_day.';
COMMENT ON COLUMN summed_events.buys IS 'Number of buys; only in sums for user_by_day.';
COMMENT ON COLUMN summed_events.quantity IS 'Sum of quantity; in sums for user_by_day of the buys.';
COMMENT ON COLUMN summed_events.day IS 'Day (UTC); only in sums for product_by_day and user_by_day.';
COMMENT ON COLUMN summed_events.revenue IS 'Sum of total_price; in sums for user_by_day of the buys.';
COMMENT ON COLUMN summed_events.summed_for IS 'sales_by_minute, product_by_day or user_by_day: each of them is over all events.';
COMMENT ON COLUMN summed_events.event_type IS 'view, click, cart, remove, checkout, buy or refund; null in sums for user_by_day.';
COMMENT ON COLUMN summed_events.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN summed_events.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN summed_events.product_name IS 'Name of the product; only in sums for product_by_day.';
COMMENT ON TABLE sales_by_minute IS 'Events by minute, category, type and currency. Rows with events = 0 may remain after corrections.';
COMMENT ON COLUMN sales_by_minute.minute IS 'Begin of the minute of event_timestamp.';
COMMENT ON COLUMN sales_by_minute.events IS 'Number of events.';
COMMENT ON COLUMN sales_by_minute.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN sales_by_minute.revenue IS 'Sum of total_price; of event_type buy it is what was sold, of refund what was given back.';
COMMENT ON COLUMN sales_by_minute.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN sales_by_minute.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN sales_by_minute.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON TABLE sales_by_hour IS 'Events by hour, category, type and currency. Rows with events = 0 may remain after corrections.';
COMMENT ON COLUMN sales_by_hour.hour IS 'Begin of the hour of event_timestamp, in UTC.';
COMMENT ON COLUMN sales_by_hour.events IS 'Number of events.';
COMMENT ON COLUMN sales_by_hour.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN sales_by_hour.revenue IS 'Sum of total_price; of event_type buy it is what was sold, of refund what was given back.';
COMMENT ON COLUMN sales_by_hour.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN sales_by_hour.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN sales_by_hour.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON TABLE product_by_day IS 'Events by day (UTC), product, type and currency. Rows with events = 0 may remain after corrections.';
COMMENT ON COLUMN product_by_day.product_id IS 'The product.';
COMMENT ON COLUMN product_by_day.events IS 'Number of events.';
COMMENT ON COLUMN product_by_day.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN product_by_day.day IS 'Day of event_timestamp in UTC.';
COMMENT ON COLUMN product_by_day.revenue IS 'Sum of total_price; of event_type buy it is what was sold, of refund what was given back.';
COMMENT ON COLUMN product_by_day.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN product_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON TABLE user_by_day IS 'What each user did by day (UTC), category and currency. Rows of zeros may remain after corrections.';
COMMENT ON COLUMN user_by_day.user_id IS 'The user; null for all guests together.';
COMMENT ON COLUMN user_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN user_by_day.views IS 'Number of views.';
COMMENT ON COLUMN user_by_day.clicks IS 'Number of clicks.';
COMMENT ON COLUMN user_by_day.buys IS 'Number of buys.';
COMMENT ON COLUMN user_by_day.carts IS 'Number of carts: something was put into it.';
COMMENT ON COLUMN user_by_day.removes IS 'Number of removes: something was taken out of the cart.';
COMMENT ON COLUMN user_by_day.checkouts IS 'Number of checkouts: an order was begun.';
COMMENT ON COLUMN user_by_day.refunds IS 'Number of refunds.';
COMMENT ON COLUMN user_by_day.refunded IS 'Sum of total_price of the refunds; revenue without it is net.';
COMMENT ON COLUMN user_by_day.quantity IS 'Sum of quantity of the buys.';
COMMENT ON COLUMN user_by_day.day IS 'Day of event_timestamp in UTC.';
COMMENT ON COLUMN user_by_day.revenue IS 'Sum of total_price of the buys.';
COMMENT ON COLUMN user_by_day.category IS 'Category; null where the events have none.';
COMMENT ON TABLE user_total_by_day IS 'What each user did by day (UTC) and currency, all categories. Rows of zeros may remain after corrections.';
COMMENT ON COLUMN user_total_by_day.user_id IS 'The user; null for all guests together.';
COMMENT ON COLUMN user_total_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN user_total_by_day.views IS 'Number of views.';
COMMENT ON COLUMN user_total_by_day.clicks IS 'Number of clicks.';
COMMENT ON COLUMN user_total_by_day.buys IS 'Number of buys.';
COMMENT ON COLUMN user_total_by_day.carts IS 'Number of carts: something was put into it.';
COMMENT ON COLUMN user_total_by_day.removes IS 'Number of removes: something was taken out of the cart.';
COMMENT ON COLUMN user_total_by_day.checkouts IS 'Number of checkouts: an order was begun.';
COMMENT ON COLUMN user_total_by_day.refunds IS 'Number of refunds.';
COMMENT ON COLUMN user_total_by_day.refunded IS 'Sum of total_price of the refunds; revenue without it is net.';
COMMENT ON COLUMN user_total_by_day.quantity IS 'Sum of quantity of the buys.';
COMMENT ON COLUMN user_total_by_day.day IS 'Day of event_timestamp in UTC.';
COMMENT ON COLUMN user_total_by_day.revenue IS 'Sum of total_price of the buys.';
COMMENT ON TABLE products IS 'Name and category of each product by its newest event. Not summed, so not recounted.';
COMMENT ON COLUMN products.product_id IS 'The product.';
COMMENT ON COLUMN products.event_timestamp IS 'When the event happened that name and category are from.';
COMMENT ON COLUMN products.product_name IS 'Its newest name; null where that event has none.';
COMMENT ON COLUMN products.category IS 'Its newest category; null where that event has none.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Who came back, who bought again, how far users went, what stayed in carts. They are counted behind the merge, which only
-- marks the days that it changed: refresh_cohorts() does the rest in small pieces, and cohorts_as_of says of when the numbers are
-- (docs/decisions/0013).
-- ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS marked_days (
    day date NOT NULL
);

CREATE TABLE IF NOT EXISTS user_first_days (
    first_day     date NOT NULL,
    first_buy_day date,
    number        int NOT NULL,
    user_id       text COLLATE "C" NOT NULL,
    buy_days      date[] NOT NULL,
    CONSTRAINT user_first_days_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_first_days_number UNIQUE (number)
) WITH (fillfactor = 90);

CREATE TABLE IF NOT EXISTS marked_cohorts (
    period date NOT NULL,
    grain  text COLLATE "C" NOT NULL,
    CONSTRAINT marked_cohorts_pkey PRIMARY KEY (period, grain)
);

CREATE TABLE IF NOT EXISTS cohort_users (
    cohort date NOT NULL,
    period date NOT NULL,
    users  bigint NOT NULL,
    buyers bigint NOT NULL,
    orders bigint NOT NULL,
    grain  text COLLATE "C" NOT NULL,
    basis  text COLLATE "C" NOT NULL,
    CONSTRAINT cohort_users_pkey PRIMARY KEY (grain, period, basis, cohort)
);

CREATE TABLE IF NOT EXISTS cohort_revenue (
    cohort   date NOT NULL,
    period   date NOT NULL,
    revenue  numeric NOT NULL,
    refunded numeric NOT NULL,
    grain    text COLLATE "C" NOT NULL,
    basis    text COLLATE "C" NOT NULL,
    currency text COLLATE "C",
    CONSTRAINT cohort_revenue_key UNIQUE NULLS NOT DISTINCT (grain, period, basis, cohort, currency)
);

CREATE TABLE IF NOT EXISTS buyers_by_gap (
    first_month date NOT NULL,
    days        int,
    buyers      bigint NOT NULL,
    CONSTRAINT buyers_by_gap_key UNIQUE NULLS NOT DISTINCT (first_month, days)
);

CREATE TABLE IF NOT EXISTS orders_by_gap (
    month  date NOT NULL,
    days   int NOT NULL,
    orders bigint NOT NULL,
    CONSTRAINT orders_by_gap_pkey PRIMARY KEY (month, days)
);

-- At first of each user two days with a buy were kept. What is marked still is looked at for all users here, and their cohorts are
-- counted anew behind the loads.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_attribute
                   WHERE attrelid = 'user_first_days'::regclass AND attname = 'second_buy_day' AND NOT attisdropped) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('tidegate cohorts', 0));
    ALTER TABLE user_first_days ADD COLUMN buy_days date[] NOT NULL DEFAULT '{}', DROP COLUMN second_buy_day;
    ALTER TABLE user_first_days ALTER COLUMN buy_days DROP DEFAULT;
    UPDATE user_first_days AS f
    SET first_buy_day = b.days[1], buy_days = b.days
    FROM (SELECT t.user_id, array_agg(DISTINCT t.day ORDER BY t.day) AS days
          FROM user_total_by_day AS t WHERE t.buys > 0 AND t.user_id IS NOT NULL GROUP BY t.user_id) AS b
    WHERE b.user_id = f.user_id;
    UPDATE user_first_days SET first_buy_day = NULL WHERE first_buy_day IS NOT NULL AND buy_days = '{}';
    -- Not before: what is marked meanwhile may have been seen.
    INSERT INTO marked_cohorts (grain, period)
    SELECT DISTINCT grain, period FROM cohort_users WHERE EXISTS (SELECT FROM marked_days)
    ON CONFLICT DO NOTHING;
    DELETE FROM buyers_by_gap;
    INSERT INTO buyers_by_gap (first_month, days, buyers)
    SELECT date_trunc('month', first_buy_day::timestamp)::date, buy_days[2] - first_buy_day, count(*)
    FROM user_first_days WHERE first_buy_day IS NOT NULL GROUP BY 1, 2;
    INSERT INTO orders_by_gap (month, days, orders)
    SELECT date_trunc('month', g.day::timestamp)::date, g.day - g.before, count(*)
    FROM user_first_days AS f CROSS JOIN LATERAL unnest(f.buy_days, f.buy_days[2:]) AS g (before, day)
    WHERE g.day IS NOT NULL GROUP BY 1, 2;
END
$$;

CREATE TABLE IF NOT EXISTS marked_sessions (
    counted_to timestamptz,
    day        date NOT NULL,
    CONSTRAINT marked_sessions_pkey PRIMARY KEY (day)
);

CREATE TABLE IF NOT EXISTS sessions_by_hour (
    hour     timestamptz NOT NULL,
    sessions bigint NOT NULL,
    bounces  bigint NOT NULL,
    views    bigint NOT NULL,
    events   bigint NOT NULL,
    steps    int NOT NULL,
    seconds  numeric NOT NULL,
    CONSTRAINT sessions_by_hour_pkey PRIMARY KEY (hour, steps)
);

CREATE TABLE IF NOT EXISTS session_ends_by_day (
    landings   bigint NOT NULL,
    bounces    bigint NOT NULL,
    leavings   bigint NOT NULL,
    day        date NOT NULL,
    product_id text COLLATE "C" NOT NULL,
    CONSTRAINT session_ends_by_day_pkey PRIMARY KEY (day, product_id)
);

CREATE TABLE IF NOT EXISTS users_by_steps (
    users  bigint NOT NULL,
    period date NOT NULL,
    steps  int NOT NULL,
    grain  text COLLATE "C" NOT NULL,
    CONSTRAINT users_by_steps_pkey PRIMARY KEY (grain, period, steps)
);

CREATE TABLE IF NOT EXISTS carts_by_day (
    carts      bigint NOT NULL,
    bought     bigint NOT NULL,
    emptied    bigint NOT NULL,
    day        date NOT NULL,
    left_value numeric NOT NULL,
    currency   text COLLATE "C",
    CONSTRAINT carts_by_day_key UNIQUE NULLS NOT DISTINCT (day, currency)
);

CREATE TABLE IF NOT EXISTS left_in_carts (
    carts      bigint NOT NULL,
    day        date NOT NULL,
    quantity   numeric NOT NULL,
    value      numeric NOT NULL,
    product_id text COLLATE "C" NOT NULL,
    currency   text COLLATE "C",
    CONSTRAINT left_in_carts_key UNIQUE NULLS NOT DISTINCT (day, product_id, currency)
);

-- What is read over weeks, a day in few rows: the hours of a day are 24 times as many, and their pages have room for many versions.
CREATE TABLE IF NOT EXISTS sales_by_day (
    events     bigint NOT NULL,
    day        date NOT NULL,
    quantity   numeric NOT NULL,
    revenue    numeric NOT NULL,
    category   text COLLATE "C",
    event_type text COLLATE "C" NOT NULL,
    currency   text COLLATE "C",
    CONSTRAINT sales_by_day_key UNIQUE NULLS NOT DISTINCT (day, category, event_type, currency)
);

CREATE TABLE IF NOT EXISTS product_total_by_day (
    views      bigint NOT NULL,
    clicks     bigint NOT NULL,
    buys       bigint NOT NULL,
    carts      bigint NOT NULL,
    removes    bigint NOT NULL,
    checkouts  bigint NOT NULL,
    refunds    bigint NOT NULL,
    day        date NOT NULL,
    quantity   numeric NOT NULL,
    revenue    numeric NOT NULL,
    refunded   numeric NOT NULL,
    product_id text COLLATE "C" NOT NULL,
    currency   text COLLATE "C",
    CONSTRAINT product_total_by_day_key UNIQUE NULLS NOT DISTINCT (day, product_id, currency)
);

-- Users as bits, 65,536 of them in a row, each at the place of their number: a union of days is an OR, and a sum of counts is
-- added up column by column, for all users at once (docs/decisions/0015).
CREATE TABLE IF NOT EXISTS user_bits_by_day (
    day      date NOT NULL,
    days     int NOT NULL,
    part     int NOT NULL,
    weight   int NOT NULL,
    measure  text COLLATE "C" NOT NULL,
    currency text COLLATE "C",
    users    bit varying NOT NULL,
    scope    text COLLATE "C" NOT NULL,
    CONSTRAINT user_bits_by_day_key UNIQUE NULLS NOT DISTINCT (scope, measure, days, day, part, weight, currency),
    CONSTRAINT user_bits_by_day_days CHECK (days = 1 OR days = 7 AND extract(isodow FROM day) = 1),
    CONSTRAINT user_bits_by_day_users CHECK (length(users) = 65536)
);

CREATE INDEX IF NOT EXISTS user_bits_by_day_day ON user_bits_by_day (day);

-- Categories whose users are too many to be read row by row, and from which day on they have bits of their own.
CREATE TABLE IF NOT EXISTS categories_in_bits (
    since          date NOT NULL,
    complete_since date,
    category       text COLLATE "C" NOT NULL,
    CONSTRAINT categories_in_bits_pkey PRIMARY KEY (category)
);

-- Which events are whose, 64 users in a row: an index of raw_events by user that no merge has to keep (docs/decisions/0018).
DO $$
BEGIN
    IF to_regclass('user_events_by_day') IS NULL AND EXISTS (SELECT FROM user_bits_by_day) THEN
        INSERT INTO marked_days (day) SELECT DISTINCT day FROM user_bits_by_day WHERE days = 1;
    END IF;
END
$$;
CREATE TABLE IF NOT EXISTS user_events_by_day (
    day       date NOT NULL,
    part      int NOT NULL,
    users     smallint[] NOT NULL,
    -- Ids do not become shorter.
    event_ids uuid[] STORAGE EXTERNAL NOT NULL,
    CONSTRAINT user_events_by_day_pkey PRIMARY KEY (day, part)
);

CREATE TABLE IF NOT EXISTS cohort_progress (
    one_row       boolean NOT NULL DEFAULT true,
    as_of         timestamptz,
    taken_at      timestamptz,
    days_taken_at timestamptz,
    next_number   int NOT NULL DEFAULT 0,
    in_bits       boolean NOT NULL DEFAULT false,
    all_in_bits   boolean NOT NULL DEFAULT false,
    CONSTRAINT cohort_progress_pkey PRIMARY KEY (one_row),
    CONSTRAINT cohort_progress_one_row CHECK (one_row),
    CONSTRAINT cohort_progress_all_in_bits CHECK (in_bits OR NOT all_in_bits)
);
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'cohort_progress'::regclass AND conname = 'cohort_progress_all_in_bits') THEN
        UPDATE cohort_progress SET all_in_bits = false WHERE NOT in_bits;
        ALTER TABLE cohort_progress ADD CONSTRAINT cohort_progress_all_in_bits CHECK (in_bits OR NOT all_in_bits);
    END IF;
END
$$;
INSERT INTO cohort_progress DEFAULT VALUES ON CONFLICT (one_row) DO NOTHING;

COMMENT ON TABLE marked_days IS 'Days (UTC) that a statement changed, one row for each statement, until refresh_cohorts() takes them.';
COMMENT ON COLUMN marked_days.day IS 'The day.';
COMMENT ON TABLE user_first_days IS 'Each user''s first days (UTC), for the cohorts, and the days on which they bought.';
COMMENT ON COLUMN user_first_days.first_day IS 'The first day with an event of theirs.';
COMMENT ON COLUMN user_first_days.first_buy_day IS 'The first day with a buy; null where there is none.';
COMMENT ON COLUMN user_first_days.buy_days IS 'All days with a buy, from the first on.';
COMMENT ON COLUMN user_first_days.user_id IS 'The user.';
COMMENT ON TABLE marked_cohorts IS 'Days, weeks and months that refresh_cohorts() still has to count.';
COMMENT ON COLUMN marked_cohorts.period IS 'The day, or the first day of the week (a Monday) or month.';
COMMENT ON COLUMN marked_cohorts.grain IS 'day, week or month.';
COMMENT ON TABLE cohort_users IS 'How many users of a cohort did something in a week or month.';
COMMENT ON COLUMN cohort_users.cohort IS 'First day of the week or month of the users'' first event or first buy.';
COMMENT ON COLUMN cohort_users.period IS 'First day of the week or month that is counted.';
COMMENT ON COLUMN cohort_users.users IS 'Users of the cohort with an event in it.';
COMMENT ON COLUMN cohort_users.buyers IS 'Users of the cohort with a buy in it.';
COMMENT ON COLUMN cohort_users.orders IS 'Their events of type buy.';
COMMENT ON COLUMN cohort_users.grain IS 'week or month.';
COMMENT ON COLUMN cohort_users.basis IS 'event or buy: what the cohort is the first of.';
COMMENT ON TABLE cohort_revenue IS 'Revenue of a cohort in a week or month, by currency.';
COMMENT ON COLUMN cohort_revenue.cohort IS 'First day of the week or month of the users'' first event or first buy.';
COMMENT ON COLUMN cohort_revenue.period IS 'First day of the week or month that is counted.';
COMMENT ON COLUMN cohort_revenue.revenue IS 'What was sold to the cohort in it.';
COMMENT ON COLUMN cohort_revenue.refunded IS 'What was given back to it in the same time.';
COMMENT ON COLUMN cohort_revenue.grain IS 'week or month.';
COMMENT ON COLUMN cohort_revenue.basis IS 'event or buy: what the cohort is the first of.';
COMMENT ON COLUMN cohort_revenue.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON TABLE buyers_by_gap IS 'Buyers by the month of their first buy, and by the days from then to the next day on which they bought.';
COMMENT ON COLUMN buyers_by_gap.first_month IS 'First day of the month of their first buy.';
COMMENT ON COLUMN buyers_by_gap.days IS 'Days from the first to the second day with a buy; null where there is no second.';
COMMENT ON COLUMN buyers_by_gap.buyers IS 'How many they are.';
COMMENT ON TABLE orders_by_gap IS 'Days on which users bought again, by month and by the days since the same user bought before.';
COMMENT ON COLUMN orders_by_gap.month IS 'First day of the month in which they bought again.';
COMMENT ON COLUMN orders_by_gap.days IS 'Days since the last day with a buy before.';
COMMENT ON COLUMN orders_by_gap.orders IS 'How many such days of users there are; several buys of one day are one.';
COMMENT ON TABLE marked_sessions IS 'Days (UTC) whose sessions refresh_sessions() still has to count.';
COMMENT ON COLUMN marked_sessions.counted_to IS 'What of the day was committed before is counted; null where nothing is.';
COMMENT ON COLUMN marked_sessions.day IS 'The day.';
COMMENT ON TABLE sessions_by_hour IS 'Sessions by the hour in which they began, and by what was done in them.';
COMMENT ON COLUMN sessions_by_hour.hour IS 'Begin of the hour.';
COMMENT ON COLUMN sessions_by_hour.sessions IS 'How many they are.';
COMMENT ON COLUMN sessions_by_hour.bounces IS 'Of these, with one event that is no buy.';
COMMENT ON COLUMN sessions_by_hour.views IS 'Their events of type view: pages.';
COMMENT ON COLUMN sessions_by_hour.events IS 'All their events.';
COMMENT ON COLUMN sessions_by_hour.steps IS 'Types of their events, added up: view 1, click 2, cart 4, remove 8, checkout 16, buy 32.';
COMMENT ON COLUMN sessions_by_hour.seconds IS 'Seconds from the first to the last event, of all of them together.';
COMMENT ON TABLE session_ends_by_day IS 'With which products sessions began and ended.';
COMMENT ON COLUMN session_ends_by_day.landings IS 'Sessions whose first event was about the product.';
COMMENT ON COLUMN session_ends_by_day.bounces IS 'Of these, with no other event, and no buy.';
COMMENT ON COLUMN session_ends_by_day.leavings IS 'Sessions whose last event was about the product.';
COMMENT ON COLUMN session_ends_by_day.day IS 'Day (UTC).';
COMMENT ON COLUMN session_ends_by_day.product_id IS 'The product.';
COMMENT ON TABLE users_by_steps IS 'Users by what they did in a day, week or month.';
COMMENT ON COLUMN users_by_steps.users IS 'How many users did just that.';
COMMENT ON COLUMN users_by_steps.period IS 'The day, or the first day of the week (a Monday) or month.';
COMMENT ON COLUMN users_by_steps.steps IS 'What they did: the sum of view 1, click 2, cart 4, remove 8, checkout 16, buy 32, refund 64.';
COMMENT ON COLUMN users_by_steps.grain IS 'day, week or month.';
COMMENT ON TABLE carts_by_day IS 'What became of the carts of a day. A cart is what one user put in on one day (UTC), in one currency.';
COMMENT ON COLUMN carts_by_day.carts IS 'Carts. Neither bought nor emptied: left with something in them.';
COMMENT ON COLUMN carts_by_day.bought IS 'Those of which the user bought something, after it was put in and before the end of the next day.';
COMMENT ON COLUMN carts_by_day.emptied IS 'Those of the others of which all was taken out again on the same day.';
COMMENT ON COLUMN carts_by_day.day IS 'The day.';
COMMENT ON COLUMN carts_by_day.left_value IS 'What is left in the carts that are neither, at the price at which it was put in last.';
COMMENT ON COLUMN carts_by_day.currency IS 'Currency of the prices; null where the events have none.';
COMMENT ON TABLE left_in_carts IS 'What is left in the carts of a day that are neither bought nor emptied.';
COMMENT ON COLUMN left_in_carts.carts IS 'In how many of them the product is.';
COMMENT ON COLUMN left_in_carts.day IS 'The day of the carts.';
COMMENT ON COLUMN left_in_carts.quantity IS 'How much of it: what was put in less what was taken out.';
COMMENT ON COLUMN left_in_carts.value IS 'The same, at the price at which it was put in last.';
COMMENT ON COLUMN left_in_carts.product_id IS 'The product.';
COMMENT ON COLUMN left_in_carts.currency IS 'Currency of the price; null where the events have none.';
COMMENT ON COLUMN user_first_days.number IS 'A number of the user''s own, from 0: their place in user_bits_by_day.';
COMMENT ON TABLE sales_by_day IS 'sales_by_hour by day (UTC), without what is 0.';
COMMENT ON COLUMN sales_by_day.events IS 'Number of events.';
COMMENT ON COLUMN sales_by_day.day IS 'The day.';
COMMENT ON COLUMN sales_by_day.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN sales_by_day.revenue IS 'Sum of total_price; of event_type buy it is what was sold, of refund what was given back.';
COMMENT ON COLUMN sales_by_day.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN sales_by_day.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN sales_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON TABLE product_total_by_day IS 'product_by_day with all types in one row, without what is 0.';
COMMENT ON COLUMN product_total_by_day.views IS 'Number of views.';
COMMENT ON COLUMN product_total_by_day.clicks IS 'Number of clicks.';
COMMENT ON COLUMN product_total_by_day.buys IS 'Number of buys.';
COMMENT ON COLUMN product_total_by_day.carts IS 'Number of carts: it was put into one.';
COMMENT ON COLUMN product_total_by_day.removes IS 'Number of removes: it was taken out of a cart.';
COMMENT ON COLUMN product_total_by_day.checkouts IS 'Number of checkouts.';
COMMENT ON COLUMN product_total_by_day.refunds IS 'Number of refunds.';
COMMENT ON COLUMN product_total_by_day.day IS 'The day (UTC).';
COMMENT ON COLUMN product_total_by_day.quantity IS 'Sum of quantity of the buys.';
COMMENT ON COLUMN product_total_by_day.revenue IS 'Sum of total_price of the buys.';
COMMENT ON COLUMN product_total_by_day.refunded IS 'Sum of total_price of the refunds.';
COMMENT ON COLUMN product_total_by_day.product_id IS 'The product.';
COMMENT ON COLUMN product_total_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON TABLE user_bits_by_day IS 'What users did on a day (UTC), a bit for each user, where users are many (see user_events_by_day): those of a part at the place of their number.';
COMMENT ON COLUMN user_bits_by_day.day IS 'The day.';
COMMENT ON COLUMN user_bits_by_day.days IS 'How many days from then on are added up: 1, or the 7 of a week.';
COMMENT ON COLUMN user_bits_by_day.part IS 'Users from number 65536 * part on; the first is the leftmost bit.';
COMMENT ON COLUMN user_bits_by_day.weight IS 'Which binary digit of the number it is: the users who have 2 ^ weight in theirs.';
COMMENT ON COLUMN user_bits_by_day.measure IS 'came, viewed, clicked, bought: 1; looks: how many events without currency that are neither buy nor refund, events: how many others, orders: how many buys; paid: revenue in the smallest unit of its currency, rounded up; part_of_unit: 1 where it was rounded; beyond: 1 where it is negative or too large.';
COMMENT ON COLUMN user_bits_by_day.currency IS 'Currency of what they did; null where it has none, and for what is 1 in any of them.';
COMMENT ON COLUMN user_bits_by_day.users IS 'The users.';
COMMENT ON COLUMN user_bits_by_day.scope IS 'all, or category: and its name, with nothing behind the colon for events without one.';
COMMENT ON TABLE categories_in_bits IS 'The categories that user_bits_by_day has bits of: those that at least 1,000 users were in on one day.';
COMMENT ON COLUMN categories_in_bits.since IS 'From this day (UTC) on.';
COMMENT ON COLUMN categories_in_bits.complete_since IS 'From this day on none is missing; null before all have been counted.';
COMMENT ON COLUMN categories_in_bits.category IS 'The category; empty for events without one.';
COMMENT ON TABLE user_events_by_day IS 'The events of a day (UTC) by user, where users are many: from 10,000 on, until there are less than 5,000.';
COMMENT ON COLUMN user_events_by_day.day IS 'The day.';
COMMENT ON COLUMN user_events_by_day.part IS 'Users from number 64 * part on: user_first_days.number.';
COMMENT ON COLUMN user_events_by_day.users IS 'For each event whose it is: the number of the user, less 64 * part. From the lowest on.';
COMMENT ON COLUMN user_events_by_day.event_ids IS 'The events, those of one user from the newest on.';
COMMENT ON TABLE cohort_progress IS 'One row: how far refresh_cohorts() is.';
COMMENT ON COLUMN cohort_progress.one_row IS 'Always true.';
COMMENT ON COLUMN cohort_progress.as_of IS 'All that was committed before is in the cohorts; null before the first time.';
COMMENT ON COLUMN cohort_progress.taken_at IS 'When the marked days were taken that are being worked on; null where some were left for later.';
COMMENT ON COLUMN cohort_progress.next_number IS 'The number of the next new user. No number is given again, not even of a user who is gone: days that are still to be counted may have their bits.';
COMMENT ON COLUMN cohort_progress.in_bits IS 'Whether users are many: then a day that is counted has their bits.';
COMMENT ON COLUMN cohort_progress.all_in_bits IS 'Whether no day is without them, so that they can be asked.';
COMMENT ON COLUMN cohort_progress.days_taken_at IS 'When all the marked days were last taken; null before the first time.';

-- ---------------------------------------------------------------------------------------------------------------------
-- How the aggregates are kept
-- ---------------------------------------------------------------------------------------------------------------------

-- Amounts are exact everywhere, and are shown with at least the digits that their currency has: 5.00 EUR, 5 JPY, 5.000 KWD. Columns
-- of numeric(26, 7) would show all seven. Both are written so that the planner puts them in place of their call.
CREATE OR REPLACE FUNCTION currency_digits(currency text) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV',
                                  'XAF', 'XOF', 'XPF') THEN 0
                WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
                WHEN currency IN ('CLF', 'UYW') THEN 4
                ELSE 2 END;

CREATE OR REPLACE FUNCTION as_money(amount numeric, currency text) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN round(amount, greatest(min_scale(amount), public.currency_digits(currency)));

COMMENT ON FUNCTION currency_digits(text) IS 'Digits behind the point that amounts of a currency have (ISO 4217): 2 where none is said, or it is not known.';
COMMENT ON FUNCTION as_money(numeric, text) IS 'The same amount, never rounded, with at least the digits of its currency and no zeros behind them.';

-- The rows a statement added (sign +1) or took away (sign -1), summed into the aggregates. An update does both, and most of its
-- old and new rows are summed into the same rows of the aggregates: each of these is written once, and none whose sums stay as
-- they are. So there are two functions, of one text, which differ in where the rows come from. Every upsert writes in the order of
-- its key, so that two writers cannot deadlock.
--
-- A job that has added up all it has staged says so by the setting tidegate.summed, just before it inserts. The sums are those of
-- the rows inserted if nothing but that one statement has touched them:
--   it is the first INSERT since then, and no trigger has sent it (a trigger of another table may write here, too);
--   no trigger, rule or partition of somebody else is on the table or a month of it: each may change, drop or add a row on its way. Nobody can
--   put one on it meanwhile, since the INSERT has locked the table, and READ COMMITTED sees those put on it before;
--   the sums are of just as many events as were inserted: so all that was staged went in, and each row once; or all but those that
--   the job had set apart and taken out of the sums again, which leaves some that are of no event.
-- Whatever is done to the rows afterwards comes here as a statement of its own, and is added up from its rows.
--
-- The functions of the triggers run with the rights of the owner: so nobody may execute them, no name in them is looked up in a
-- schema that others write to, and they do nothing for a table or a trigger that they were not made for. Of another table the
-- rows would have types, and so casts and operators, of its maker.
DO $$
DECLARE
    aggregating CONSTANT text := $body$
DECLARE
    direction int;
    changed bigint;
    minutes_are_summed boolean := false;
    products_are_summed boolean := false;
    users_are_summed boolean := false;
BEGIN
    IF TG_RELID <> 'public.raw_events'::regclass OR TG_WHEN <> 'AFTER' OR TG_LEVEL <> 'STATEMENT'
       OR (TG_OP, TG_NAME::text, array_to_string(TG_ARGV, ' ')) NOT IN (
           {triggers}) THEN
        RAISE insufficient_privilege USING
            MESSAGE = format('{function}() does nothing for trigger %s on %s', TG_NAME, TG_RELID::regclass),
            HINT = 'It is for the triggers that postgres_setup.sql puts on public.raw_events.';
    END IF;
    direction := TG_ARGV[0];

    -- A statement-level trigger fires for a statement that touched no row, too.
    IF NOT EXISTS (SELECT FROM changed_rows) THEN
        RETURN NULL;
    END IF;

    IF TG_OP = 'INSERT' AND pg_trigger_depth() = 1 AND current_setting('tidegate.summed', true) = 'on' THEN
        PERFORM set_config('tidegate.summed', 'off', true);
        IF current_setting('transaction_isolation') = 'read committed'
           AND NOT EXISTS (SELECT FROM pg_trigger
                           WHERE (tgrelid = TG_RELID OR tgrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = TG_RELID))
                             AND NOT tgisinternal AND tgfoid NOT IN ('public.aggregate_changed_rows()'::regprocedure,
                               'public.aggregate_updated_rows()'::regprocedure, 'public.truncate_aggregates()'::regprocedure,
                               'public.once_in_all_months()'::regprocedure))
           AND NOT EXISTS (SELECT FROM pg_rewrite WHERE ev_class = TG_RELID)
           AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = TG_RELID)
           AND NOT EXISTS (SELECT FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid JOIN pg_class AS whole ON whole.oid = inhparent
                           WHERE whole.oid = TG_RELID AND (whole.relkind <> 'p' OR part.relkind <> 'r' OR part.relowner <> whole.relowner)) THEN
            changed := (SELECT count(*) FROM changed_rows);
            SELECT coalesce(sum(events) FILTER (WHERE summed_for = 'sales_by_minute') = changed, false),
                   coalesce(sum(events) FILTER (WHERE summed_for = 'product_by_day') = changed, false),
                   coalesce(sum(events) FILTER (WHERE summed_for = 'user_by_day') = changed, false)
            INTO minutes_are_summed, products_are_summed, users_are_summed
            FROM public.summed_events;
        END IF;
    END IF;

    WITH part AS NOT MATERIALIZED (
        SELECT date_bin('1 minute', event_timestamp, 'epoch') AS minute, category, event_type, currency, sign AS events,
               CASE WHEN sign > 0 THEN quantity ELSE -quantity END AS quantity,
               CASE WHEN sign > 0 THEN total_price ELSE -total_price END AS revenue
        FROM {changed}
        WHERE NOT minutes_are_summed
        UNION ALL
        SELECT minute, category, event_type, currency, events, quantity, revenue
        FROM public.summed_events
        WHERE minutes_are_summed AND summed_for = 'sales_by_minute'
    ), delta AS (
        SELECT minute, category, event_type, currency, sum(events)::bigint AS events, trim_scale(sum(quantity)) AS quantity,
               public.as_money(sum(revenue), currency) AS revenue
        FROM part
        GROUP BY 1, 2, 3, 4
        HAVING (sum(events), sum(quantity), sum(revenue)) <> (0, 0, 0)
    ), minutes AS (
        INSERT INTO public.sales_by_minute AS kept (minute, category, event_type, currency, events, quantity, revenue)
        SELECT minute, category, event_type, currency, events, quantity, revenue
        FROM delta
        ORDER BY 1, 2, 3, 4
        ON CONFLICT (minute, category, event_type, currency) DO UPDATE
        SET events = kept.events + excluded.events,
            quantity = kept.quantity + excluded.quantity,
            revenue = kept.revenue + excluded.revenue
    )
    INSERT INTO public.sales_by_hour AS kept (hour, category, event_type, currency, events, quantity, revenue)
    SELECT date_bin('1 hour', minute, 'epoch'), category, event_type, currency, sum(events), sum(quantity), sum(revenue)
    FROM delta
    GROUP BY 1, 2, 3, 4
    HAVING (sum(events), sum(quantity), sum(revenue)) <> (0, 0, 0)
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (hour, category, event_type, currency) DO UPDATE
    SET events = kept.events + excluded.events,
        quantity = kept.quantity + excluded.quantity,
        revenue = kept.revenue + excluded.revenue;

    -- By name and category, too: products needs them, and to look at all rows once more costs more than a wider key.
    WITH delta AS (
        SELECT sign, event_date AS day, product_id, event_type, product_name, category, currency, sign * count(*) AS events,
               sign * trim_scale(sum(quantity)) AS quantity, sign * public.as_money(sum(total_price), currency) AS revenue,
               max(event_timestamp) AS newest
        FROM {changed}
        WHERE NOT products_are_summed
        GROUP BY sign, event_date, product_id, event_type, product_name, category, currency
        UNION ALL
        SELECT 1, day, product_id, event_type, product_name, category, currency, sum(events)::bigint,
               trim_scale(sum(quantity)), public.as_money(sum(revenue), currency), max(newest)
        FROM public.summed_events
        WHERE products_are_summed AND summed_for = 'product_by_day'
        GROUP BY 2, 3, 4, 5, 6, 7
        HAVING sum(events) <> 0
    ), spellings AS (
        INSERT INTO public.products AS kept (product_id, product_name, category, event_timestamp)
        SELECT DISTINCT ON (product_id) product_id, product_name, category, newest
        FROM delta
        WHERE sign > 0
        ORDER BY product_id, newest DESC, product_name, category
        ON CONFLICT (product_id) DO UPDATE
        SET product_name = excluded.product_name, category = excluded.category, event_timestamp = excluded.event_timestamp
        WHERE excluded.event_timestamp >= kept.event_timestamp
          AND (excluded.product_name, excluded.category, excluded.event_timestamp)
              IS DISTINCT FROM (kept.product_name, kept.category, kept.event_timestamp)
    )
    INSERT INTO public.product_by_day AS kept (day, product_id, event_type, currency, events, quantity, revenue)
    SELECT day, product_id, event_type, currency, sum(events), sum(quantity), sum(revenue)
    FROM delta
    GROUP BY 1, 2, 3, 4
    HAVING (sum(events), sum(quantity), sum(revenue)) <> (0, 0, 0)
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (day, product_id, event_type, currency) DO UPDATE
    SET events = kept.events + excluded.events,
        quantity = kept.quantity + excluded.quantity,
        revenue = kept.revenue + excluded.revenue;

    -- A day is marked where rows of it have changed, whether or not a sum of it has.
    WITH part AS NOT MATERIALIZED (
        SELECT event_date AS day, category, user_id, currency, 1 AS events,
               CASE WHEN event_type = 'view' THEN sign END AS views,
               CASE WHEN event_type = 'click' THEN sign END AS clicks,
               CASE WHEN event_type = 'buy' THEN sign END AS buys,
               CASE WHEN event_type = 'cart' THEN sign END AS carts,
               CASE WHEN event_type = 'remove' THEN sign END AS removes,
               CASE WHEN event_type = 'checkout' THEN sign END AS checkouts,
               CASE WHEN event_type = 'refund' THEN sign END AS refunds,
               CASE WHEN event_type = 'buy' THEN CASE WHEN sign > 0 THEN quantity ELSE -quantity END END AS quantity,
               CASE WHEN event_type = 'buy' THEN CASE WHEN sign > 0 THEN total_price ELSE -total_price END END AS revenue,
               CASE WHEN event_type = 'refund' THEN CASE WHEN sign > 0 THEN total_price ELSE -total_price END END AS refunded
        FROM {changed}
        WHERE NOT users_are_summed
        UNION ALL
        SELECT day, category, user_id, currency, events, views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue,
               refunded
        FROM public.summed_events
        WHERE users_are_summed AND summed_for = 'user_by_day'
    ), delta AS (
        SELECT day, category, user_id, currency, coalesce(sum(views), 0)::bigint AS views, coalesce(sum(clicks), 0)::bigint AS clicks,
               coalesce(sum(buys), 0)::bigint AS buys, coalesce(sum(carts), 0)::bigint AS carts,
               coalesce(sum(removes), 0)::bigint AS removes, coalesce(sum(checkouts), 0)::bigint AS checkouts,
               coalesce(sum(refunds), 0)::bigint AS refunds, trim_scale(coalesce(sum(quantity), 0)) AS quantity,
               public.as_money(coalesce(sum(revenue), 0), currency) AS revenue,
               public.as_money(coalesce(sum(refunded), 0), currency) AS refunded
        FROM part
        GROUP BY 1, 2, 3, 4
        HAVING sum(events) <> 0
    ), marks AS (
        INSERT INTO public.marked_days (day) SELECT DISTINCT day FROM delta
    ), categories AS (
        INSERT INTO public.user_by_day AS kept (day, category, user_id, currency, views, clicks, buys, carts, removes, checkouts, refunds,
                                                quantity, revenue, refunded)
        SELECT day, category, user_id, currency, views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue, refunded
        FROM delta
        WHERE (views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue, refunded) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        ORDER BY 1, 2, 3, 4
        ON CONFLICT (day, category, user_id, currency) DO UPDATE
        SET views = kept.views + excluded.views,
            clicks = kept.clicks + excluded.clicks,
            buys = kept.buys + excluded.buys,
            carts = kept.carts + excluded.carts,
            removes = kept.removes + excluded.removes,
            checkouts = kept.checkouts + excluded.checkouts,
            refunds = kept.refunds + excluded.refunds,
            quantity = kept.quantity + excluded.quantity,
            revenue = kept.revenue + excluded.revenue,
            refunded = kept.refunded + excluded.refunded
    )
    INSERT INTO public.user_total_by_day AS kept (day, user_id, currency, views, clicks, buys, carts, removes, checkouts, refunds,
                                                  quantity, revenue, refunded)
    SELECT day, user_id, currency, sum(views), sum(clicks), sum(buys), sum(carts), sum(removes), sum(checkouts), sum(refunds),
           sum(quantity), sum(revenue), sum(refunded)
    FROM delta
    GROUP BY 1, 2, 3
    HAVING (sum(views), sum(clicks), sum(buys), sum(carts), sum(removes), sum(checkouts), sum(refunds), sum(quantity), sum(revenue),
            sum(refunded)) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    ORDER BY 1, 2, 3
    ON CONFLICT (day, user_id, currency) DO UPDATE
    SET views = kept.views + excluded.views,
        clicks = kept.clicks + excluded.clicks,
        buys = kept.buys + excluded.buys,
        carts = kept.carts + excluded.carts,
        removes = kept.removes + excluded.removes,
        checkouts = kept.checkouts + excluded.checkouts,
        refunds = kept.refunds + excluded.refunds,
        quantity = kept.quantity + excluded.quantity,
        revenue = kept.revenue + excluded.revenue,
        refunded = kept.refunded + excluded.refunded;
    RETURN NULL;
END
$body$;
    declaring CONSTANT text := 'CREATE OR REPLACE FUNCTION public.%I() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS %L';
    function name;
    changed text;
    triggers text;
BEGIN
    FOR function, changed, triggers IN VALUES
        ('aggregate_changed_rows', '(SELECT direction AS sign, * FROM changed_rows) AS changed_row',
         $of$('INSERT', 'aggregate_inserted', '1'), ('DELETE', 'aggregate_deleted', '-1')$of$),
        ('aggregate_updated_rows', '(SELECT 1 AS sign, * FROM changed_rows UNION ALL SELECT -1, * FROM replaced_rows) AS changed_row',
         $of$('UPDATE', 'aggregate_updated', '1')$of$)
    LOOP
        EXECUTE format(declaring, function, replace(replace(replace(aggregating, '{function}', function), '{changed}', changed),
                                                    '{triggers}', triggers));
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION truncate_aggregates() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_RELID <> 'public.raw_events'::regclass OR TG_WHEN <> 'AFTER' OR TG_LEVEL <> 'STATEMENT' OR TG_OP <> 'TRUNCATE'
       OR TG_NAME <> 'aggregate_truncated' OR TG_NARGS <> 0 THEN
        RAISE insufficient_privilege USING
            MESSAGE = format('truncate_aggregates() does nothing for trigger %s on %s', TG_NAME, TG_RELID::regclass),
            HINT = 'It is for the trigger that postgres_setup.sql puts on public.raw_events.';
    END IF;
    -- Who refreshes the cohorts reads one of these tables and writes others: not in the middle of that.
    PERFORM pg_advisory_xact_lock(hashtextextended('tidegate cohorts', 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('tidegate sessions', 0));
    TRUNCATE public.sales_by_minute, public.sales_by_hour, public.product_by_day, public.user_by_day, public.user_total_by_day,
        public.products, public.marked_days, public.user_first_days, public.marked_cohorts, public.cohort_users, public.cohort_revenue,
        public.buyers_by_gap, public.orders_by_gap, public.users_by_steps, public.carts_by_day, public.left_in_carts,
        public.marked_sessions, public.sessions_by_hour, public.session_ends_by_day, public.sales_by_day, public.product_total_by_day,
        public.user_bits_by_day, public.categories_in_bits, public.user_events_by_day;
    UPDATE public.cohort_progress SET next_number = 0, in_bits = false, all_in_bits = false;
    RETURN NULL;
END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Events by month, where the set-up was asked for it (docs/decisions/0019). Each partition has its own unique index on event_id: one
-- over all of them would have to hold the time, and an event whose time is corrected would be another one. That an event is in one
-- month only proves a trigger, of each INSERT whoever sends it.
-- ---------------------------------------------------------------------------------------------------------------------
-- What turns are taken by: a table, since every login may take an advisory lock, and no group may lock this one. A dump does not wait.
CREATE TABLE IF NOT EXISTS month_turns ();
COMMENT ON TABLE month_turns IS 'Always empty. Locked until COMMIT by who inserts events where they are in months, or makes or removes months.';

-- The partitions of raw_events and the times in them: what was there before, the months, and what comes behind them.
CREATE OR REPLACE FUNCTION month_parts() RETURNS TABLE (part regclass, since timestamptz, until timestamptz)
    LANGUAGE sql STABLE SET datestyle = 'ISO' SET timezone = 'UTC'
AS $$
    WITH part AS (
        SELECT class.oid, coalesce(substring(said FROM $said$ FROM \('([^']+)'\)$said$)::timestamptz, '-infinity') AS since,
               substring(said FROM $said$ TO \('([^']+)'\)$said$)::timestamptz AS until
        FROM pg_inherits JOIN pg_class AS class ON class.oid = inhrelid CROSS JOIN LATERAL pg_get_expr(relpartbound, class.oid) AS said
        WHERE inhparent = 'public.raw_events'::regclass
    )
    SELECT part.oid::regclass,
           CASE WHEN until IS NOT NULL THEN since ELSE coalesce((SELECT max(until) FROM part), '-infinity') END,
           coalesce(until, 'infinity')
    FROM part
    ORDER BY 2, 3
$$;

-- Two writers at once cannot see each other's rows, so they take turns from here to their COMMIT. Under another level than READ
-- COMMITTED one would not see what the other has committed while it waited. Where rows were hidden from the owner, too (FORCE ROW LEVEL
-- SECURITY), it fails rather than to find nothing.
CREATE OR REPLACE FUNCTION once_in_all_months() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off
AS $$
DECLARE
    again uuid;
    first uuid;
    last uuid;
    months text;
    sinces timestamptz[];
    untils timestamptz[];
BEGIN
    IF TG_RELID <> 'public.raw_events'::regclass OR TG_WHEN <> 'AFTER' OR TG_LEVEL <> 'STATEMENT' OR TG_NARGS <> 0
       OR (TG_OP, TG_NAME::text) NOT IN (('INSERT', 'across_months_inserted'), ('UPDATE', 'across_months_updated')) THEN
        RAISE insufficient_privilege USING
            MESSAGE = format('once_in_all_months() does nothing for trigger %s on %s', TG_NAME, TG_RELID::regclass),
            HINT = 'It is for the triggers that postgres_setup.sql puts on public.raw_events.';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- Whatever moves to another month keeps its id, so nothing has to be looked up.
        IF EXISTS (SELECT FROM changed_rows AS changed FULL JOIN former_rows AS former USING (event_id)
                   WHERE changed.event_timestamp IS NULL OR former.event_timestamp IS NULL) THEN
            RAISE feature_not_supported USING
                MESSAGE = 'an event keeps its event_id where raw_events is in months',
                HINT = 'Delete it, and insert it under the other id.';
        END IF;
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM changed_rows) THEN
        RETURN NULL;
    END IF;
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE invalid_transaction_state USING
            MESSAGE = format('events cannot be inserted in a transaction that is %s where raw_events is in months: it has to see what was committed before it got its lock',
                             current_setting('transaction_isolation')),
            HINT = 'Insert them in a transaction that is READ COMMITTED.';
    END IF;
    LOCK TABLE public.month_turns IN SHARE ROW EXCLUSIVE MODE;
    IF (SELECT count(*) <= 1000 FROM (SELECT FROM changed_rows LIMIT 1001) AS few) THEN
        SELECT changed.event_id INTO again
        FROM changed_rows AS changed CROSS JOIN LATERAL (
            SELECT count(*) AS times FROM public.raw_events AS kept WHERE kept.event_id = changed.event_id) AS found
        WHERE found.times > 1
        LIMIT 1;
    ELSE
        -- Ids that grow with time lie behind all those of earlier months: then the ends of an index are all that is read of it.
        SELECT event_id INTO first FROM changed_rows ORDER BY event_id LIMIT 1;
        SELECT event_id INTO last FROM changed_rows ORDER BY event_id DESC LIMIT 1;
        -- All months are looked at by one statement: each has a snapshot of its own, and an event that UPDATE moves between two of them
        -- would be in neither of its months.
        SELECT string_agg(format('SELECT changed.event_id FROM changed_rows AS changed JOIN %1$s AS kept USING (event_id)
                                  WHERE (SELECT event_id FROM %1$s WHERE event_id >= $1 ORDER BY event_id LIMIT 1)
                                        <= (SELECT event_id FROM %1$s WHERE event_id <= $2 ORDER BY event_id DESC LIMIT 1)
                                    AND changed.event_id >= (SELECT event_id FROM %1$s WHERE event_id >= $1 ORDER BY event_id LIMIT 1)
                                    AND changed.event_id <= (SELECT event_id FROM %1$s WHERE event_id <= $2 ORDER BY event_id DESC LIMIT 1)
                                    AND (changed.event_timestamp < ($3)[%2$s] OR changed.event_timestamp >= ($4)[%2$s])', part, place),
                          ' UNION ALL ' ORDER BY place), array_agg(since ORDER BY place), array_agg(until ORDER BY place)
        INTO months, sinces, untils
        FROM public.month_parts() WITH ORDINALITY AS parts (part, since, until, place);
        EXECUTE format('SELECT event_id FROM (%s) AS found LIMIT 1', months) INTO again USING first, last, sinces, untils;
    END IF;
    IF again IS NOT NULL THEN
        RAISE unique_violation USING
            MESSAGE = format('event %s is in raw_events already, in another month', again),
            SCHEMA = 'public', TABLE = 'raw_events', COLUMN = 'event_id', CONSTRAINT = 'once_in_all_months';
    END IF;
    RETURN NULL;
END
$$;

-- Nobody but the owner has a right on a month itself, whatever rights are given by default on what is made: what is written there
-- passes no trigger, and of what is read no policy of raw_events is asked. A column of its type would keep it from being dropped.
CREATE OR REPLACE FUNCTION shut_month(part regclass) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    granted record;
BEGIN
    FOR granted IN
        SELECT DISTINCT right_of.kind, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS grantee
        FROM (SELECT 'TABLE' AS kind, relowner AS owner, relacl AS acl FROM pg_class WHERE oid = part
              UNION ALL
              SELECT 'TABLE', relowner, attacl FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE attrelid = part
              UNION ALL
              SELECT 'TYPE', typowner, coalesce(typacl, acldefault('T', typowner)) FROM pg_type WHERE typrelid = part) AS right_of,
             aclexplode(right_of.acl)
        WHERE grantee <> right_of.owner
    LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM %s CASCADE', granted.kind, part, granted.grantee);
    END LOOP;
END
$$;

-- Makes a month, and takes the events there that came before it.
CREATE OR REPLACE FUNCTION make_month(month timestamp) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part CONSTANT text := to_char(month, '"raw_events_"YYYY_MM');
    since CONSTANT text := to_char(month, 'YYYY-MM-DD "00:00:00+00"');
    until CONSTANT text := to_char(month + interval '1 month', 'YYYY-MM-DD "00:00:00+00"');
BEGIN
    EXECUTE format('CREATE TABLE public.%I (LIKE public.raw_events INCLUDING DEFAULTS INCLUDING COMMENTS,
                        CONSTRAINT %I PRIMARY KEY (event_id)) WITH (fillfactor = 90)', part, part || '_pkey');
    PERFORM public.shut_month(format('public.%I', part)::regclass);
    EXECUTE format('COMMENT ON TABLE public.%I IS %L', part, to_char(month, '"The events of "YYYY-MM" (UTC)."'));
    EXECUTE format('WITH moved AS (
                        DELETE FROM public.raw_events_other WHERE event_timestamp >= %2$L AND event_timestamp < %3$L RETURNING *)
                    INSERT INTO public.%1$I SELECT * FROM moved', part, since, until);
    EXECUTE format('ALTER TABLE public.raw_events ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', part, since, until);
END
$$;

-- Makes the months that are missing until the one after the next. NULL where somebody was in the way: until they are made, their
-- events lie in raw_events_other.
CREATE OR REPLACE FUNCTION make_months() RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    newest CONSTANT timestamp := date_trunc('month', now() AT TIME ZONE 'UTC') + interval '2 months';
    month timestamp;
    made int := 0;
BEGIN
    IF (SELECT relkind <> 'p' FROM pg_class WHERE oid = 'public.raw_events'::regclass)
       OR (SELECT max(parts.since) FROM public.month_parts() AS parts WHERE parts.until < 'infinity') >= newest AT TIME ZONE 'UTC' THEN
        RETURN 0;
    END IF;
    -- As a merge does: none is under way until the end of this transaction. Then all in the order in which writers lock: those who have
    -- written into raw_events_other wait for their turn. Who has his turn already may still come to write there: he is not waited for
    -- as long as it takes until a deadlock is looked for, which might end him.
    PERFORM FROM public.pipeline WHERE stream = 'events' FOR NO KEY UPDATE;
    LOCK TABLE ONLY public.raw_events IN SHARE UPDATE EXCLUSIVE MODE;
    LOCK TABLE public.raw_events_other IN ACCESS EXCLUSIVE MODE;
    PERFORM set_config('lock_timeout', '500ms', true);
    LOCK TABLE public.month_turns IN SHARE ROW EXCLUSIVE MODE;
    month := coalesce((SELECT max(parts.until) AT TIME ZONE 'UTC' FROM public.month_parts() AS parts WHERE parts.until < 'infinity'),
                      date_trunc('month', now() AT TIME ZONE 'UTC'));
    WHILE month <= newest LOOP
        PERFORM public.make_month(month);
        month := month + interval '1 month';
        made := made + 1;
    END LOOP;
    RETURN made;
EXCEPTION WHEN lock_not_available OR deadlock_detected OR check_violation THEN
    -- A check is violated by a row that has come into raw_events_other unseen, under an older snapshot.
    RETURN NULL;
END
$$;

-- Removes the events from before the month of a day (UTC), with all that was added up of them: what DELETE would leave, but months go as
-- files. Events of that time that come later are refused, which makes rejects of them: nobody can tell any more which are known.
CREATE OR REPLACE FUNCTION remove_months(before date) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '1min'
AS $$
DECLARE
    first_day CONSTANT date := date_trunc('month', before::timestamp)::date;
    first CONSTANT timestamptz := first_day::timestamp AT TIME ZONE 'UTC';
    month record;
    found bigint;
    removed bigint := 0;
    bound text;
BEGIN
    IF (SELECT relkind <> 'p' FROM pg_class WHERE oid = 'public.raw_events'::regclass) THEN
        RAISE object_not_in_prerequisite_state USING
            MESSAGE = 'raw_events is not in months',
            HINT = 'Run postgres_setup.sql with -v partitioned=month.';
    END IF;
    IF first IS NULL OR first > now() THEN
        RAISE invalid_parameter_value USING
            MESSAGE = format('events from before %s cannot be removed: expected a month that is there, and that has begun', first_day);
    END IF;
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE invalid_transaction_state USING
            MESSAGE = format('remove_months() removes nothing in a transaction that is %s: it has to see what was committed before it got its locks',
                             current_setting('transaction_isolation')),
            HINT = 'Ask it in a transaction of its own that is READ COMMITTED.';
    END IF;
    PERFORM FROM public.pipeline WHERE stream = 'events' FOR NO KEY UPDATE;
    -- Who counts cohorts and sessions takes these first, too, and reads the events then.
    PERFORM pg_advisory_xact_lock(hashtextextended('tidegate cohorts', 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('tidegate sessions', 0));
    -- In the order in which writers lock.
    LOCK TABLE public.raw_events IN ACCESS EXCLUSIVE MODE;
    LOCK TABLE public.month_turns IN SHARE ROW EXCLUSIVE MODE;
    -- Where no job has run for long: months that are kept come behind those that go.
    PERFORM public.make_months();
    IF (first <= (SELECT max(since) FROM public.month_parts() WHERE until < 'infinity')) IS NOT TRUE THEN
        RAISE invalid_parameter_value USING
            MESSAGE = format('events from before %s cannot be removed: expected a month that is there, and that has begun', first_day);
    END IF;
    FOR month IN SELECT part, until FROM public.month_parts() WHERE since < first LOOP
        IF month.until <= first THEN
            EXECUTE format('SELECT count(*) FROM %s', month.part) INTO found;
            EXECUTE format('DROP TABLE %s', month.part);
        ELSE
            EXECUTE format('DELETE FROM %s WHERE event_timestamp < $1', month.part) USING first;
            GET DIAGNOSTICS found = ROW_COUNT;
        END IF;
        removed := removed + found;
    END LOOP;
    -- What takes any time, says from when on.
    FOR month IN SELECT part FROM public.month_parts() WHERE since = '-infinity' OR until = 'infinity' LOOP
        FOR bound IN SELECT conname FROM pg_constraint WHERE conrelid = month.part AND conname LIKE 'removed\_before\_%' LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', month.part, bound);
        END LOOP;
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I CHECK (event_timestamp >= %L) NOT VALID', month.part,
                       to_char(first_day, '"removed_before_"YYYY_MM'), to_char(first_day, 'YYYY-MM-DD "00:00:00+00"'));
    END LOOP;
    INSERT INTO public.marked_days (day) SELECT DISTINCT day FROM public.user_total_by_day WHERE day < first_day;
    DELETE FROM public.sales_by_minute WHERE minute < first;
    DELETE FROM public.sales_by_hour WHERE hour < first;
    DELETE FROM public.product_by_day WHERE day < first_day;
    DELETE FROM public.user_by_day WHERE day < first_day;
    DELETE FROM public.user_total_by_day WHERE day < first_day;
    UPDATE public.pipeline
    SET events_removed = events_removed + removed, events_removed_before = greatest(events_removed_before, first)
    WHERE stream = 'events';
    RETURN removed;
END
$$;

COMMENT ON FUNCTION month_parts() IS 'The partitions of raw_events, and from when until when (exclusive) events lie in them; no rows where it is no partitioned table.';
COMMENT ON FUNCTION once_in_all_months() IS 'Refuses an event that is in another month already.';
COMMENT ON FUNCTION shut_month(regclass) IS 'Takes all rights on a partition of raw_events from everybody but its owner.';
COMMENT ON FUNCTION make_month(timestamp) IS 'Makes the partition of a month of raw_events.';
COMMENT ON FUNCTION make_months() IS 'Makes the months of raw_events that are missing until the one after the next; how many, or NULL where somebody was in the way.';
COMMENT ON FUNCTION remove_months(date) IS 'Removes the events from before the month of this day (UTC) with all that was added up of them; how many.';

-- An existing table becomes the partition of all that was before. Nothing of it is written anew but events from the first month on.
DO $$
DECLARE
    wanted CONSTANT text := nullif(current_setting('tidegate.partitioned', true), '');
    since CONSTANT text := nullif(current_setting('tidegate.since', true), '');
    this_month CONSTANT timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
    first timestamp;
    others text;
    granted text;
    rows_are_hidden boolean;
BEGIN
    IF wanted IS NULL AND since IS NULL OR (SELECT relkind = 'p' FROM pg_class WHERE oid = 'raw_events'::regclass) THEN
        RETURN;
    END IF;
    IF wanted IS DISTINCT FROM 'month' THEN
        RAISE EXCEPTION 'Cannot set up: partitioned is %, expected month', coalesce(wanted, 'not said');
    END IF;
    SELECT string_agg(said, ', ') INTO others FROM (
        SELECT format('trigger %I', tgname) AS said FROM pg_trigger
        WHERE tgrelid = 'raw_events'::regclass AND NOT tgisinternal
          AND tgfoid NOT IN ('aggregate_changed_rows()'::regprocedure, 'aggregate_updated_rows()'::regprocedure,
                             'truncate_aggregates()'::regprocedure)
        UNION ALL
        SELECT format('rule %I', rulename) FROM pg_rewrite WHERE ev_class = 'raw_events'::regclass
        UNION ALL
        SELECT format('foreign key %I of %s', conname, conrelid::regclass) FROM pg_constraint
        WHERE contype = 'f' AND 'raw_events'::regclass IN (conrelid, confrelid)
        UNION ALL
        SELECT format('table %s', inhrelid::regclass) FROM pg_inherits WHERE inhparent = 'raw_events'::regclass
        UNION ALL
        SELECT DISTINCT format('view %s', ev_class::regclass)
        FROM pg_depend JOIN pg_rewrite ON pg_depend.classid = 'pg_rewrite'::regclass AND pg_rewrite.oid = pg_depend.objid
        WHERE refclassid = 'pg_class'::regclass AND refobjid = 'raw_events'::regclass
          AND ev_class <> ALL (ARRAY['raw_events'::regclass, to_regclass('event_details')])
        UNION ALL
        SELECT format('policy %I', polname) FROM pg_policy WHERE polrelid = 'raw_events'::regclass
        UNION ALL
        -- What looks through the months runs as the owner.
        SELECT 'FORCE ROW LEVEL SECURITY' FROM pg_class WHERE oid = 'raw_events'::regclass AND relforcerowsecurity
        UNION ALL
        SELECT format('publication %I', pubname) FROM pg_publication_rel JOIN pg_publication ON pg_publication.oid = prpubid
        WHERE prrelid = 'raw_events'::regclass
        UNION ALL
        -- All else that PostgreSQL knows to depend on the table or on the type of its rows: indexes, statistics, CHECK constraints,
        -- functions, columns, policies of other tables. Not what is made with a table, and none of our functions.
        SELECT DISTINCT pg_describe_object(needs.classid, needs.objid, needs.objsubid)
        FROM pg_class AS events CROSS JOIN LATERAL (
                 SELECT 'pg_class'::regclass AS class, events.oid AS id
                 UNION ALL
                 SELECT 'pg_type', oid FROM pg_type WHERE oid = events.reltype OR typelem = events.reltype) AS on_what
             JOIN pg_depend AS needs ON needs.refclassid = on_what.class AND needs.refobjid = on_what.id
        WHERE events.oid = 'raw_events'::regclass AND needs.deptype IN ('n', 'a')
          AND CASE needs.classid
                  WHEN 'pg_class'::regclass THEN
                      needs.objid <> 'raw_events_event_timestamp_brin'::regclass
                      AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = needs.objid AND inhparent = events.oid)
                  WHEN 'pg_constraint'::regclass THEN
                      NOT EXISTS (SELECT FROM pg_constraint WHERE oid = needs.objid
                                  AND (contype IN ('f', 'n') OR conrelid = events.oid AND conname = 'raw_events_pkey'))
                  WHEN 'pg_rewrite'::regclass THEN
                      on_what.class = 'pg_type'::regclass
                      AND NOT EXISTS (SELECT FROM pg_rewrite WHERE oid = needs.objid AND ev_class = to_regclass('event_details'))
                  WHEN 'pg_policy'::regclass THEN
                      NOT EXISTS (SELECT FROM pg_policy WHERE oid = needs.objid AND polrelid = events.oid)
                  WHEN 'pg_proc'::regclass THEN
                      needs.objid NOT IN (SELECT to_regprocedure('public.' || name)
                                          FROM regexp_split_to_table(current_setting('tidegate.functions'), ',\s+') AS named (name)
                                          WHERE to_regprocedure('public.' || name) IS NOT NULL)
                  ELSE needs.classid NOT IN ('pg_trigger'::regclass, 'pg_publication_rel'::regclass, 'pg_attrdef'::regclass)
              END) AS found;
    IF others IS NOT NULL THEN
        RAISE EXCEPTION 'Cannot part raw_events by month, others have built on it: %', others
            USING HINT = 'Nothing is changed. Drop what is named there, run this script, and make it again.';
    END IF;
    -- A job that is running is shut out: its statements are those for one table.
    UPDATE pipeline SET epoch = epoch + 1 WHERE stream = 'events';
    LOCK TABLE raw_events IN ACCESS EXCLUSIVE MODE;
    first := CASE WHEN since IS NOT NULL THEN date_trunc('month', since::timestamp)
                  WHEN EXISTS (SELECT FROM raw_events) THEN this_month + interval '1 month'
                  ELSE this_month END;
    IF first NOT BETWEEN this_month - interval '50 years' AND this_month + interval '1 month' THEN
        RAISE EXCEPTION 'Cannot part raw_events by month from % on: expected a day until the end of the next month', since;
    END IF;
    rows_are_hidden := (SELECT relrowsecurity FROM pg_class WHERE oid = 'raw_events'::regclass);
    -- What others were granted goes to the new table, at the end of this script.
    SELECT jsonb_agg(format('GRANT %s ON TABLE public.raw_events TO %s%s', what, grantee::regrole,
                            CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END)) INTO granted
    FROM (SELECT privilege_type AS what, grantee, is_grantable FROM pg_class, aclexplode(relacl)
          WHERE oid = 'raw_events'::regclass AND grantee <> relowner
          UNION ALL
          SELECT format('%s (%I)', privilege_type, attname), grantee, is_grantable FROM pg_attribute, aclexplode(attacl)
          WHERE attrelid = 'raw_events'::regclass) AS right_of
    WHERE grantee NOT IN (0, 'tidegate_ingest'::regrole, 'tidegate_reader'::regrole, 'tidegate_operator'::regrole);
    PERFORM set_config('tidegate.grants',
        (coalesce(nullif(current_setting('tidegate.grants', true), ''), '[]')::jsonb || coalesce(granted, '[]')::jsonb)::text, true);
    FOR others IN SELECT tgname FROM pg_trigger WHERE tgrelid = 'raw_events'::regclass AND NOT tgisinternal LOOP
        EXECUTE format('DROP TRIGGER %I ON raw_events', others);
    END LOOP;
    ALTER TABLE raw_events RENAME CONSTRAINT raw_events_pkey TO raw_events_before_pkey;
    ALTER INDEX raw_events_event_timestamp_brin RENAME TO raw_events_before_event_timestamp_brin;
    ALTER TABLE raw_events RENAME TO raw_events_before;
    COMMENT ON TABLE raw_events_before IS 'The events from before the first month.';
    CREATE TABLE raw_events (LIKE raw_events_before INCLUDING DEFAULTS INCLUDING COMMENTS) PARTITION BY RANGE (event_timestamp);
    -- Whatever is given by default: who may look at it is who might look at the one before.
    PERFORM shut_month('raw_events');
    COMMENT ON TABLE raw_events IS 'Each event once, in the newest version delivered, by month (UTC). Written by the streaming job only.';
    -- Policies are gone by now: until they are made again nobody sees what they would have kept from him.
    IF rows_are_hidden THEN
        ALTER TABLE raw_events ENABLE ROW LEVEL SECURITY;
    END IF;
    CREATE INDEX raw_events_event_timestamp_brin
        ON raw_events USING brin (event_timestamp) WITH (pages_per_range = 32, autosummarize = on);
    CREATE TABLE raw_events_other (LIKE raw_events INCLUDING DEFAULTS INCLUDING COMMENTS,
        CONSTRAINT raw_events_other_pkey PRIMARY KEY (event_id)) WITH (fillfactor = 90);
    COMMENT ON TABLE raw_events_other IS 'Events of times for which there is no month yet.';
    ALTER TABLE raw_events ATTACH PARTITION raw_events_other DEFAULT;
    PERFORM make_month(month) FROM generate_series(first, this_month + interval '2 months', '1 month') AS month;
    -- No trigger is on the new table yet: events that move are no other events.
    WITH moved AS (
        DELETE FROM raw_events_before WHERE event_timestamp >= first AT TIME ZONE 'UTC' RETURNING *)
    INSERT INTO raw_events SELECT * FROM moved;
    EXECUTE format('ALTER TABLE raw_events ATTACH PARTITION raw_events_before FOR VALUES FROM (MINVALUE) TO (%L)',
                   to_char(first, 'YYYY-MM-DD "00:00:00+00"'));
END
$$;

CREATE OR REPLACE TRIGGER aggregate_inserted AFTER INSERT ON raw_events REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION aggregate_changed_rows('1');
CREATE OR REPLACE TRIGGER aggregate_updated AFTER UPDATE ON raw_events
    REFERENCING OLD TABLE AS replaced_rows NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION aggregate_updated_rows('1');
-- Before, old and new rows were summed by two triggers.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'raw_events'::regclass AND tgname LIKE 'aggregate\_updated\_%') THEN
        DROP TRIGGER IF EXISTS aggregate_updated_old ON raw_events;
        DROP TRIGGER IF EXISTS aggregate_updated_new ON raw_events;
    END IF;
END
$$;
CREATE OR REPLACE TRIGGER aggregate_deleted AFTER DELETE ON raw_events REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION aggregate_changed_rows('-1');
-- TRUNCATE has no transition table.
CREATE OR REPLACE TRIGGER aggregate_truncated AFTER TRUNCATE ON raw_events
    FOR EACH STATEMENT EXECUTE FUNCTION truncate_aggregates();
DO $$
BEGIN
    IF (SELECT relkind = 'p' FROM pg_class WHERE oid = 'raw_events'::regclass) THEN
        CREATE OR REPLACE TRIGGER across_months_inserted AFTER INSERT ON raw_events REFERENCING NEW TABLE AS changed_rows
            FOR EACH STATEMENT EXECUTE FUNCTION once_in_all_months();
        CREATE OR REPLACE TRIGGER across_months_updated AFTER UPDATE ON raw_events
            REFERENCING OLD TABLE AS former_rows NEW TABLE AS changed_rows
            FOR EACH STATEMENT EXECUTE FUNCTION once_in_all_months();
    END IF;
END
$$;

-- What a database that was set up by an earlier version of this script lacks. CREATE TRIGGER has locked raw_events against
-- writers until the end of this transaction.
INSERT INTO user_total_by_day (day, user_id, currency, views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue,
                               refunded)
SELECT day, user_id, currency, sum(views), sum(clicks), sum(buys), sum(carts), sum(removes), sum(checkouts), sum(refunds), sum(quantity),
       sum(revenue), sum(refunded)
FROM user_by_day
WHERE NOT EXISTS (SELECT FROM user_total_by_day)
GROUP BY 1, 2, 3;
INSERT INTO marked_days (day)
SELECT DISTINCT day FROM user_total_by_day
WHERE NOT EXISTS (SELECT FROM sales_by_day);
DROP INDEX IF EXISTS ingested_files_path;
ALTER TABLE sales_by_hour SET (fillfactor = 20);
ALTER TABLE product_by_day SET (fillfactor = 25);
ALTER TABLE products SET (fillfactor = 20);

COMMENT ON FUNCTION aggregate_changed_rows() IS 'Adds (1) or subtracts (-1) the rows of a statement to the aggregates.';
COMMENT ON FUNCTION aggregate_updated_rows() IS 'Adds the new rows of a statement to the aggregates, and subtracts the old ones.';
COMMENT ON FUNCTION truncate_aggregates() IS 'Empties the aggregates together with raw_events.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Cohorts, steps and carts, kept up to date behind the merge
-- ---------------------------------------------------------------------------------------------------------------------

-- What somebody did is one number, a bit for each type of event. Written so that the planner puts them in place of their call.
CREATE OR REPLACE FUNCTION step_bit(event_type text) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE event_type WHEN 'view' THEN 1 WHEN 'click' THEN 2 WHEN 'cart' THEN 4 WHEN 'remove' THEN 8 WHEN 'checkout' THEN 16
                           WHEN 'buy' THEN 32 WHEN 'refund' THEN 64 END;

CREATE OR REPLACE FUNCTION steps_of(views bigint, clicks bigint, carts bigint, removes bigint, checkouts bigint, buys bigint,
                                    refunds bigint) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (views > 0)::int + 2 * (clicks > 0)::int + 4 * (carts > 0)::int + 8 * (removes > 0)::int + 16 * (checkouts > 0)::int
           + 32 * (buys > 0)::int + 64 * (refunds > 0)::int;

-- What users put into their carts on a day, and what became of it by the end of the next one. Each product of a user is once in it,
-- with price and currency of when it was put in last. Taken out counts in any order, bought only after it was put in first. Right after
-- a load the server has no statistics of the day, and would have each look through all the others. Where that is all it can do it seems
-- to cost 10^10, for which the server would compile the query.
CREATE OR REPLACE FUNCTION cart_items(of_day date)
    RETURNS TABLE (user_id text, currency text, product_id text, quantity numeric, value numeric, is_bought boolean)
    LANGUAGE sql STABLE PARALLEL SAFE SET enable_nestloop = off SET jit = off
AS $$
    WITH event AS MATERIALIZED (
        SELECT r.user_id, r.product_id, r.currency, r.event_type, r.event_timestamp, r.source_file_id, r.source_line, r.quantity, r.price
        FROM public.raw_events AS r
        WHERE r.event_timestamp >= of_day::timestamp AT TIME ZONE 'UTC' AND r.event_timestamp < (of_day + 2)::timestamp AT TIME ZONE 'UTC'
          AND r.user_id IS NOT NULL AND (r.event_type = 'buy' OR r.event_type IN ('cart', 'remove') AND r.event_date = of_day)
          -- Most shops deliver no carts: then no event is read.
          AND EXISTS (SELECT FROM public.sales_by_hour AS s
                      WHERE s.hour >= of_day::timestamp AT TIME ZONE 'UTC' AND s.hour < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
                        AND s.event_type = 'cart' AND s.events <> 0)
    ), put_in AS (
        SELECT DISTINCT ON (e.user_id, e.product_id) e.user_id, e.product_id, e.currency, e.price,
               min(e.event_timestamp) OVER of_product AS since, sum(e.quantity) OVER of_product AS quantity
        FROM event AS e
        WHERE e.event_type = 'cart'
        WINDOW of_product AS (PARTITION BY e.user_id, e.product_id)
        ORDER BY e.user_id, e.product_id, e.event_timestamp DESC, e.source_file_id DESC, e.source_line DESC
    ), other AS (
        SELECT e.user_id, e.product_id, sum(e.quantity) FILTER (WHERE e.event_type = 'remove') AS taken_out,
               max(e.event_timestamp) FILTER (WHERE e.event_type = 'buy') AS bought_at
        FROM event AS e
        WHERE e.event_type <> 'cart'
        GROUP BY e.user_id, e.product_id
    )
    SELECT p.user_id, p.currency, p.product_id, k.quantity, k.quantity * p.price, coalesce(o.bought_at >= p.since, false)
    FROM put_in AS p LEFT JOIN other AS o ON o.user_id = p.user_id AND o.product_id = p.product_id
    CROSS JOIN LATERAL (SELECT greatest(p.quantity - coalesce(o.taken_out, 0), 0) AS quantity) AS k
$$;

COMMENT ON FUNCTION step_bit(text) IS 'The bit of a type of event in users_by_steps.steps.';
COMMENT ON FUNCTION steps_of(bigint, bigint, bigint, bigint, bigint, bigint, bigint) IS 'What somebody did, as in users_by_steps.steps.';
COMMENT ON FUNCTION cart_items(date) IS 'What users put into their carts on a day (UTC), what is left of it, and whether they bought it.';

-- The sums of a day, from those by hour and by type, which have a recount of their own.
CREATE OR REPLACE FUNCTION recounted_sales(of_day date)
    RETURNS TABLE (category text, event_type text, currency text, events bigint, quantity numeric, revenue numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT h.category, h.event_type, h.currency, sum(h.events)::bigint, sum(h.quantity), public.as_money(sum(h.revenue), h.currency)
    FROM public.sales_by_hour AS h
    WHERE h.hour >= of_day::timestamp AT TIME ZONE 'UTC' AND h.hour < (of_day + 1)::timestamp AT TIME ZONE 'UTC' AND h.events <> 0
    GROUP BY 1, 2, 3
$$;

CREATE OR REPLACE FUNCTION recounted_product_totals(of_day date)
    RETURNS TABLE (product_id text, currency text, views bigint, clicks bigint, buys bigint, carts bigint, removes bigint,
                   checkouts bigint, refunds bigint, quantity numeric, revenue numeric, refunded numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT p.product_id, p.currency, coalesce(sum(p.events) FILTER (WHERE p.event_type = 'view'), 0)::bigint,
           coalesce(sum(p.events) FILTER (WHERE p.event_type = 'click'), 0)::bigint,
           coalesce(sum(p.events) FILTER (WHERE p.event_type = 'buy'), 0)::bigint,
           coalesce(sum(p.events) FILTER (WHERE p.event_type = 'cart'), 0)::bigint,
           coalesce(sum(p.events) FILTER (WHERE p.event_type = 'remove'), 0)::bigint,
           coalesce(sum(p.events) FILTER (WHERE p.event_type = 'checkout'), 0)::bigint,
           coalesce(sum(p.events) FILTER (WHERE p.event_type = 'refund'), 0)::bigint,
           trim_scale(coalesce(sum(p.quantity) FILTER (WHERE p.event_type = 'buy'), 0)),
           public.as_money(coalesce(sum(p.revenue) FILTER (WHERE p.event_type = 'buy'), 0), p.currency),
           public.as_money(coalesce(sum(p.revenue) FILTER (WHERE p.event_type = 'refund'), 0), p.currency)
    FROM public.product_by_day AS p
    WHERE p.day = of_day AND p.events <> 0
    GROUP BY 1, 2
$$;

-- The categories with so many users on a day that to read them row by row would take too long over a month.
CREATE OR REPLACE FUNCTION large_categories(of_day date) RETURNS TABLE (category text)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(u.category, '')
    FROM public.user_by_day AS u
    WHERE u.day = of_day AND u.user_id IS NOT NULL
      AND u.views + u.clicks + u.buys + u.carts + u.removes + u.checkouts + u.refunds > 0
    GROUP BY 1
    HAVING count(*) >= 1000
$$;

-- What users did on a day, as bits, all of them and those of each larger category. A number becomes the digits that it has in binary,
-- each a set of users; a set becomes words of 64 users, and these, with zeros between them, a string of hexadecimal digits.
CREATE OR REPLACE FUNCTION user_bits_of(of_day date)
    RETURNS TABLE (scope text, measure text, part int, weight int, currency text, users bit varying)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH did AS MATERIALIZED (
        SELECT t.scope, f.number, t.currency, t.views, t.clicks, t.buys, k.events, k.paid, k.paid >= 0 AND k.paid < 1e15 AS is_small,
               CASE WHEN t.currency IS NULL THEN k.events - t.buys - t.refunds ELSE 0 END AS looks
        FROM (SELECT 'all' AS scope, u.user_id, u.currency, u.views, u.clicks, u.buys, u.carts, u.removes, u.checkouts, u.refunds, u.revenue
              FROM public.user_total_by_day AS u
              WHERE u.day = of_day
              UNION ALL
              SELECT 'category:' || c.category, u.user_id, u.currency, u.views, u.clicks, u.buys, u.carts, u.removes, u.checkouts, u.refunds,
                     u.revenue
              FROM public.user_by_day AS u JOIN public.categories_in_bits AS c ON c.category = coalesce(u.category, '')
              WHERE u.day = of_day AND c.since <= of_day) AS t
        JOIN public.user_first_days AS f USING (user_id)
        CROSS JOIN LATERAL (
            SELECT t.views + t.clicks + t.buys + t.carts + t.removes + t.checkouts + t.refunds AS events,
                   CASE WHEN t.revenue = 0 THEN 0
                        ELSE t.revenue * ('1e' || public.currency_digits(t.currency))::numeric END AS paid) AS k
        WHERE k.events > 0
    ), counted AS (
        SELECT d.scope, 'looks' AS measure, d.currency, d.number, d.looks AS value FROM did AS d WHERE d.looks > 0
        UNION ALL
        SELECT d.scope, 'events', d.currency, d.number, d.events - d.looks FROM did AS d WHERE d.events > d.looks
        UNION ALL
        SELECT d.scope, 'orders', d.currency, d.number, d.buys FROM did AS d WHERE d.buys > 0
        UNION ALL
        SELECT d.scope, 'paid', d.currency, d.number, ceil(d.paid)::bigint FROM did AS d WHERE d.paid <> 0 AND d.is_small
    ), digit AS (
        SELECT c.scope, c.measure, w.weight, c.currency, c.number
        FROM counted AS c
        JOIN (SELECT k.measure, generate_series(0, length(ltrim(max(k.value)::bit(64)::text, '0')) - 1) AS weight
              FROM counted AS k GROUP BY k.measure) AS w ON w.measure = c.measure AND (c.value >> w.weight) & 1 = 1
        UNION ALL
        SELECT d.scope, 'came', 0, NULL, d.number FROM did AS d
        UNION ALL
        SELECT d.scope, 'viewed', 0, NULL, d.number FROM did AS d WHERE d.views > 0
        UNION ALL
        SELECT d.scope, 'clicked', 0, NULL, d.number FROM did AS d WHERE d.clicks > 0
        UNION ALL
        SELECT d.scope, 'bought', 0, NULL, d.number FROM did AS d WHERE d.buys > 0
        UNION ALL
        SELECT d.scope, 'part_of_unit', 0, d.currency, d.number FROM did AS d WHERE d.paid <> trunc(d.paid)
        UNION ALL
        SELECT d.scope, 'beyond', 0, d.currency, d.number FROM did AS d WHERE NOT d.is_small
    ), word AS (
        SELECT s.scope, s.measure, s.weight, s.currency, s.number >> 6 AS place, bit_or(1::bigint << (63 - (s.number & 63))) AS bits
        FROM digit AS s
        GROUP BY s.scope, s.measure, s.weight, s.currency, s.number >> 6
    )
    SELECT w.scope, w.measure, w.place >> 10, w.weight, w.currency,
           ('x' || rpad(string_agg(repeat('0', 16 * (w.place - w.before - 1)) || lpad(to_hex(w.bits), 16, '0'), '' ORDER BY w.place),
                        16384, '0'))::bit varying
    FROM (SELECT *, coalesce(lag(place) OVER (PARTITION BY scope, measure, weight, currency, place >> 10 ORDER BY place),
                             (place >> 10 << 10) - 1) AS before
          FROM word) AS w
    GROUP BY w.scope, w.measure, w.weight, w.currency, w.place >> 10
$$;

CREATE OR REPLACE VIEW user_bits AS
SELECT day, days, measure, part, weight, currency, users, scope FROM user_bits_by_day;

-- A number for each user, added up over days, in binary: sums[1] has the users with 1 in theirs, sums[2] those with 2, and so on. Three
-- digits of one weight are one digit of it and one of the next: x # y # z, and where two of them are set. Whole weeks are there already.
CREATE OR REPLACE FUNCTION user_sums(measures text[], first_day date, last_day date, paid_in text, by_week boolean, of_scope text)
    RETURNS TABLE (part int, sums bit varying[])
    LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    digits bit varying[];
    carried bit varying[];
    digit bit varying;
    either bit varying;
    most int;
BEGIN
    FOR part, most IN
        SELECT b.part, max(b.weight) + length(count(*)::bit(32)::text) - position('1' IN count(*)::bit(32)::text) + 1
        FROM public.user_bits AS b
        WHERE b.scope = of_scope AND b.measure = ANY (measures)
          AND (b.days = 7 AND by_week AND b.day >= first_day AND b.day <= last_day - 6
               OR b.days = 1 AND b.day >= first_day AND b.day <= last_day
                  AND NOT (by_week AND b.day - extract(isodow FROM b.day)::int + 1 >= first_day
                           AND b.day - extract(isodow FROM b.day)::int + 7 <= last_day))
          AND (paid_in IS NULL OR b.measure = 'looks' OR coalesce(b.currency, '') = paid_in)
        GROUP BY b.part
    LOOP
        sums := '{}';
        carried := '{}';
        FOR digits IN
            SELECT coalesce(array_agg(b.users) FILTER (WHERE b.users IS NOT NULL), '{}')
            FROM generate_series(0, most) AS w (weight)
            LEFT JOIN public.user_bits AS b
                ON b.weight = w.weight AND b.part = user_sums.part
                   AND b.scope = of_scope AND b.measure = ANY (measures)
                   AND (b.days = 7 AND by_week AND b.day >= first_day AND b.day <= last_day - 6
                        OR b.days = 1 AND b.day >= first_day AND b.day <= last_day
                           AND NOT (by_week AND b.day - extract(isodow FROM b.day)::int + 1 >= first_day
                                    AND b.day - extract(isodow FROM b.day)::int + 7 <= last_day))
                   AND (paid_in IS NULL OR b.measure = 'looks' OR coalesce(b.currency, '') = paid_in)
            GROUP BY w.weight
            ORDER BY w.weight
        LOOP
            digits := digits || carried;
            carried := '{}';
            digit := coalesce(digits[1], repeat('0', 65536)::bit varying);
            FOR n IN 1 .. (cardinality(digits) - 1) / 2 LOOP
                either := digit # digits[2 * n];
                carried := carried || ((digit & digits[2 * n]) | (either & digits[2 * n + 1]));
                digit := either # digits[2 * n + 1];
            END LOOP;
            IF cardinality(digits) % 2 = 0 AND cardinality(digits) > 0 THEN
                carried := carried || (digit & digits[cardinality(digits)]);
                digit := digit # digits[cardinality(digits)];
            END IF;
            sums := sums || digit;
        END LOOP;
        RETURN NEXT;
    END LOOP;
END
$$;

-- One sort gives both arrays.
CREATE OR REPLACE FUNCTION user_events_of(of_day date) RETURNS TABLE (part int, users smallint[], event_ids uuid[])
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT f.number >> 6, array_agg((f.number & 63)::smallint ORDER BY f.number, e.event_timestamp DESC, e.event_id),
           array_agg(e.event_id ORDER BY f.number, e.event_timestamp DESC, e.event_id)
    FROM public.raw_events AS e JOIN public.user_first_days AS f USING (user_id)
    WHERE e.event_timestamp >= of_day::timestamp AT TIME ZONE 'UTC' AND e.event_timestamp < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
    GROUP BY f.number >> 6
$$;

-- What user_bits_of gives, of a week, of what is added up: from its days.
CREATE OR REPLACE FUNCTION user_bits_of_week(of_week date)
    RETURNS TABLE (scope text, measure text, part int, weight int, currency text, users bit varying)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT m.scope, m.measure, s.part, d.place::int - 1, m.currency, d.users
    FROM (SELECT DISTINCT b.scope, b.measure, b.currency
          FROM public.user_bits AS b
          WHERE b.measure IN ('events', 'looks', 'orders', 'paid') AND b.days = 1 AND b.day >= of_week AND b.day < of_week + 7) AS m
    CROSS JOIN LATERAL public.user_sums(ARRAY[m.measure], of_week, of_week + 6, coalesce(m.currency, ''), false, m.scope) AS s
    CROSS JOIN LATERAL unnest(s.sums) WITH ORDINALITY AS d (users, place)
    WHERE bit_count(d.users) > 0
$$;

COMMENT ON FUNCTION user_bits_of_week(date) IS 'What user_bits_by_day should have of a week.';
COMMENT ON FUNCTION recounted_sales(date) IS 'What sales_by_day should have of a day (UTC).';
COMMENT ON FUNCTION recounted_product_totals(date) IS 'What product_total_by_day should have of a day (UTC).';
COMMENT ON FUNCTION many_users() IS 'From how many users on days are counted by their bits. They are until there are less than half as many.';
COMMENT ON FUNCTION large_categories(date) IS 'The categories with at least 1,000 users on a day (UTC), counted by currency; empty for events without one.';
COMMENT ON FUNCTION user_events_of(date) IS 'What user_events_by_day should have of a day (UTC).';
COMMENT ON FUNCTION user_bits_of(date) IS 'What user_bits_by_day should have of a day (UTC).';

-- One piece of the work: a day, week or month that is counted anew, or, where none is left, up to 31 of the marked days. Each statement
-- sees what is committed by then: marks are taken before the days are read, so whatever is committed later has left a mark again.
-- Nothing that the merge waits for is locked. It needs no fence: whoever runs it, what comes out is what the tables say, and one at
-- a time does it. Planned anew each time: a day and a year are not read in the same way.
CREATE OR REPLACE FUNCTION refresh_cohorts() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan SET work_mem = '64MB' SET jit = off
AS $$
DECLARE
    began CONSTANT timestamptz := clock_timestamp();
    marked public.marked_cohorts;
    ends date;
    days date[];
    strayed text[];
    are_all boolean;
    were_many boolean;
    are_many boolean;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE invalid_transaction_state USING
            MESSAGE = format('refresh_cohorts() cannot count in a transaction that is %s: it has to see what is committed meanwhile',
                             current_setting('transaction_isolation')),
            HINT = 'Ask it in a transaction of its own that is READ COMMITTED.';
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtextextended('tidegate cohorts', 0)) THEN
        RETURN NULL;
    END IF;
    -- Not before: another session may just have made them many.
    were_many := (SELECT p.in_bits FROM public.cohort_progress AS p);
    SELECT * INTO marked FROM public.marked_cohorts ORDER BY period DESC, grain LIMIT 1;
    IF FOUND THEN
        ends := (marked.period + ('1 ' || marked.grain)::interval)::date;
        DELETE FROM public.marked_cohorts WHERE (period, grain) = (marked.period, marked.grain);
        DELETE FROM public.cohort_users WHERE (period, grain) = (marked.period, marked.grain);
        DELETE FROM public.cohort_revenue WHERE (period, grain) = (marked.period, marked.grain);
        DELETE FROM public.users_by_steps WHERE (period, grain) = (marked.period, marked.grain);
        IF marked.grain = 'day' THEN
            INSERT INTO public.users_by_steps (grain, period, steps, users)
            SELECT 'day', marked.period, u.steps, count(*)
            FROM (SELECT bit_or(public.steps_of(views, clicks, carts, removes, checkouts, buys, refunds)) AS steps
                  FROM public.user_total_by_day
                  WHERE day = marked.period AND user_id IS NOT NULL
                  GROUP BY user_id) AS u
            WHERE u.steps > 0
            GROUP BY u.steps;
            DELETE FROM public.carts_by_day WHERE day = marked.period;
            DELETE FROM public.left_in_carts WHERE day = marked.period;
            WITH item AS MATERIALIZED (
                SELECT c.*, bool_or(c.is_bought) OVER (PARTITION BY c.user_id, c.currency) AS of_bought_cart
                FROM public.cart_items(marked.period) AS c
            ), carts AS (
                INSERT INTO public.carts_by_day (day, currency, carts, bought, emptied, left_value)
                SELECT marked.period, c.currency, count(*), count(*) FILTER (WHERE c.of_bought_cart),
                       count(*) FILTER (WHERE NOT c.of_bought_cart AND c.quantity = 0),
                       public.as_money(coalesce(sum(c.value) FILTER (WHERE NOT c.of_bought_cart), 0), c.currency)
                FROM (SELECT user_id, currency, of_bought_cart, sum(quantity) AS quantity, sum(value) AS value
                      FROM item GROUP BY user_id, currency, of_bought_cart) AS c
                GROUP BY c.currency
            )
            INSERT INTO public.left_in_carts (day, product_id, currency, carts, quantity, value)
            SELECT marked.period, product_id, currency, count(*), trim_scale(sum(quantity)), public.as_money(sum(value), currency)
            FROM item
            WHERE NOT of_bought_cart AND quantity > 0
            GROUP BY product_id, currency;
            DELETE FROM public.sales_by_day WHERE day = marked.period;
            INSERT INTO public.sales_by_day (day, category, event_type, currency, events, quantity, revenue)
            SELECT marked.period, category, event_type, currency, events, quantity, revenue FROM public.recounted_sales(marked.period);
            DELETE FROM public.product_total_by_day WHERE day = marked.period;
            INSERT INTO public.product_total_by_day (day, product_id, currency, views, clicks, buys, carts, removes, checkouts, refunds,
                                                     quantity, revenue, refunded)
            SELECT marked.period, product_id, currency, views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue, refunded
            FROM public.recounted_product_totals(marked.period);
            IF were_many THEN
                -- Today is counted again and again, and most users have done nothing since: only what differs is written.
                WITH counted AS MATERIALIZED (
                    SELECT c.part, c.users, c.event_ids FROM public.user_events_of(marked.period) AS c
                ), differing AS MATERIALIZED (
                    SELECT coalesce(c.part, k.part) AS part, c.users, c.event_ids
                    FROM counted AS c
                    FULL JOIN (SELECT e.part, e.users, e.event_ids FROM public.user_events_by_day AS e WHERE e.day = marked.period) AS k
                        ON k.part = c.part
                    WHERE (k.users, k.event_ids) IS DISTINCT FROM (c.users, c.event_ids)
                ), gone AS (
                    DELETE FROM public.user_events_by_day AS e USING differing AS d
                    WHERE e.day = marked.period AND e.part = d.part AND d.users IS NULL
                )
                INSERT INTO public.user_events_by_day AS kept (day, part, users, event_ids)
                SELECT marked.period, d.part, d.users, d.event_ids FROM differing AS d WHERE d.users IS NOT NULL
                ON CONFLICT (day, part) DO UPDATE SET users = excluded.users, event_ids = excluded.event_ids;
                -- A category that has become large has bits from now on, and of the days that the page looks back at from here.
                -- Smaller ones are read row by row.
                WITH large AS MATERIALIZED (
                    SELECT category FROM public.large_categories(marked.period)
                ), kept AS (
                    INSERT INTO public.categories_in_bits AS kept (category, since)
                    SELECT category, marked.period - 92 FROM large
                    ON CONFLICT (category) DO UPDATE SET since = excluded.since WHERE kept.since > excluded.since
                )
                INSERT INTO public.marked_cohorts (grain, period)
                SELECT DISTINCT g.grain, date_trunc(g.grain, b.day::timestamp)::date
                FROM large AS l LEFT JOIN public.categories_in_bits AS was USING (category)
                JOIN public.user_bits_by_day AS b
                    ON b.day >= marked.period - 92 AND b.day < coalesce(was.since, 'infinity') AND b.day <> marked.period
                       AND b.scope = 'all' AND b.measure = 'came' AND b.days = 1
                CROSS JOIN (VALUES ('day'), ('week')) AS g (grain)
                ON CONFLICT DO NOTHING;
                DELETE FROM public.user_bits_by_day AS b WHERE b.day = marked.period AND b.days = 1;
                INSERT INTO public.user_bits_by_day (day, days, scope, measure, part, weight, currency, users)
                SELECT marked.period, 1, scope, measure, part, weight, currency, users FROM public.user_bits_of(marked.period);
            END IF;
        ELSE
            IF marked.grain = 'week' AND were_many THEN
                DELETE FROM public.user_bits_by_day AS b WHERE b.day = marked.period AND b.days = 7;
                INSERT INTO public.user_bits_by_day (day, days, scope, measure, part, weight, currency, users)
                SELECT marked.period, 7, scope, measure, part, weight, currency, users FROM public.user_bits_of_week(marked.period);
            END IF;
            WITH active AS MATERIALIZED (
                SELECT user_id, bit_or(public.steps_of(views, clicks, carts, removes, checkouts, buys, refunds)) AS steps, sum(buys) AS orders
                FROM public.user_total_by_day
                WHERE day >= marked.period AND day < ends AND user_id IS NOT NULL
                GROUP BY user_id
            ), member AS MATERIALIZED (
                SELECT a.steps, a.orders, date_trunc(marked.grain, f.first_day::timestamp)::date AS of_event,
                       date_trunc(marked.grain, f.first_buy_day::timestamp)::date AS of_buy
                FROM active AS a JOIN public.user_first_days AS f USING (user_id)
                WHERE a.steps > 0
            ), steps AS (
                INSERT INTO public.users_by_steps (grain, period, steps, users)
                SELECT marked.grain, marked.period, steps, count(*) FROM member GROUP BY steps
            ), users AS (
                INSERT INTO public.cohort_users (grain, period, basis, cohort, users, buyers, orders)
                SELECT marked.grain, marked.period, b.basis, b.cohort, sum(c.users), sum(c.buyers), sum(c.orders)
                FROM (SELECT of_event, of_buy, count(*) AS users, count(*) FILTER (WHERE orders > 0) AS buyers, sum(orders) AS orders
                      FROM member GROUP BY of_event, of_buy) AS c
                CROSS JOIN LATERAL (VALUES ('event', c.of_event), ('buy', c.of_buy)) AS b (basis, cohort)
                WHERE b.cohort <= marked.period
                GROUP BY b.basis, b.cohort
            )
            INSERT INTO public.cohort_revenue (grain, period, basis, cohort, currency, revenue, refunded)
            SELECT marked.grain, marked.period, b.basis, b.cohort, c.currency, public.as_money(sum(c.revenue), c.currency),
                   public.as_money(sum(c.refunded), c.currency)
            FROM (SELECT date_trunc(marked.grain, f.first_day::timestamp)::date AS of_event,
                         date_trunc(marked.grain, f.first_buy_day::timestamp)::date AS of_buy, t.currency, sum(t.buys) AS orders,
                         sum(t.revenue) AS revenue, sum(t.refunded) AS refunded
                  FROM public.user_total_by_day AS t JOIN public.user_first_days AS f USING (user_id)
                  WHERE t.day >= marked.period AND t.day < ends AND (t.buys, t.revenue, t.refunded) <> (0, 0, 0)
                  GROUP BY 1, 2, t.currency) AS c
            CROSS JOIN LATERAL (VALUES ('event', c.of_event), ('buy', c.of_buy)) AS b (basis, cohort)
            WHERE b.cohort <= marked.period
            GROUP BY b.basis, b.cohort, c.currency
            HAVING sum(c.orders) <> 0 OR sum(c.revenue) <> 0 OR sum(c.refunded) <> 0;
        END IF;
        UPDATE public.cohort_progress SET as_of = taken_at, all_in_bits = in_bits
        WHERE taken_at IS NOT NULL AND NOT EXISTS (SELECT FROM public.marked_cohorts);
        UPDATE public.categories_in_bits SET complete_since = since
        WHERE complete_since IS DISTINCT FROM since AND NOT EXISTS (SELECT FROM public.marked_cohorts);
        RETURN true;
    END IF;

    -- Whether these are all of them is seen at the moment at which they are taken: later there are new ones in a busy shop, always.
    WITH oldest AS MATERIALIZED (
        SELECT DISTINCT day FROM public.marked_days ORDER BY day LIMIT 32
    ), taken AS (
        DELETE FROM public.marked_days WHERE day IN (SELECT day FROM oldest ORDER BY day LIMIT 31)
        RETURNING day
    )
    SELECT array_agg(DISTINCT day), (SELECT count(*) FROM oldest) < 32 INTO days, are_all FROM taken;
    IF days IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO public.marked_sessions (day, counted_to)
    SELECT d.day, p.days_taken_at FROM unnest(days) AS d (day) CROSS JOIN public.cohort_progress AS p
    ON CONFLICT DO NOTHING;
    UPDATE public.cohort_progress
    SET taken_at = CASE WHEN are_all THEN began END,
        days_taken_at = CASE WHEN are_all THEN began ELSE days_taken_at END;
    INSERT INTO public.marked_cohorts (grain, period)
    SELECT DISTINCT g.grain, date_trunc(g.grain, d.day::timestamp)::date
    FROM unnest(days) AS d (day) CROSS JOIN (VALUES ('day'), ('week'), ('month')) AS g (grain)
    UNION
    -- What is bought of a cart on the day after is in the carts of the day before. Those that were not counted yet are marked.
    SELECT 'day', c.day FROM public.carts_by_day AS c WHERE c.day + 1 = ANY (days)
    ON CONFLICT DO NOTHING;

    -- Whose first event is gone from its day, corrected or deleted. All their days are looked through, one after the other by the index
    -- where these users are few.
    strayed := ARRAY(
        SELECT f.user_id
        FROM public.user_first_days AS f
        WHERE f.first_day = ANY (days) AND NOT EXISTS (
            SELECT FROM public.user_total_by_day AS t
            WHERE t.day = ANY (days) AND t.day = f.first_day AND t.user_id = f.user_id
              AND t.views + t.clicks + t.buys + t.carts + t.removes + t.checkouts + t.refunds > 0));

    WITH RECURSIVE every AS (
        SELECT min(day) AS day FROM public.user_total_by_day WHERE cardinality(strayed) > 0
        UNION ALL
        SELECT (SELECT min(t.day) FROM public.user_total_by_day AS t WHERE t.day > every.day) FROM every WHERE every.day IS NOT NULL
    ), restarted AS (
        SELECT s.user_id, min(t.day) AS first_day
        FROM unnest(strayed) AS s (user_id) CROSS JOIN every
        LEFT JOIN public.user_total_by_day AS t
            ON t.day = every.day AND t.user_id = s.user_id
               AND t.views + t.clicks + t.buys + t.carts + t.removes + t.checkouts + t.refunds > 0
        GROUP BY s.user_id
    ), seen AS (
        SELECT t.user_id, min(t.day) AS first_day, array_agg(t.day) FILTER (WHERE t.buys > 0) AS buy_days
        FROM public.user_total_by_day AS t
        WHERE t.day = ANY (days) AND t.user_id IS NOT NULL
          AND t.views + t.clicks + t.buys + t.carts + t.removes + t.checkouts + t.refunds > 0
        GROUP BY t.user_id
    ), differing AS (
        SELECT user_id, k.first_day AS was_first, coalesce(k.buy_days, '{}') AS had, s.first_day, s.buy_days
        FROM public.user_first_days AS k FULL JOIN seen AS s USING (user_id)
        WHERE k.user_id IS NULL OR s.first_day < k.first_day OR k.user_id = ANY (strayed)
           -- A day with a buy has come, or is gone. Of most users it is before these days, or there is but one that is looked at.
           OR NOT s.buy_days <@ k.buy_days
           OR k.buy_days[cardinality(k.buy_days)] >= days[1] AND k.buy_days && days
              AND (s.buy_days IS NULL
                   OR cardinality(days) > 1 AND EXISTS (SELECT FROM unnest(k.buy_days) AS b (day)
                                                        WHERE b.day = ANY (days) AND b.day <> ALL (s.buy_days)))
    ), changed AS MATERIALIZED (
        -- Who is gone altogether has no days with a buy, either, though some of them may be marked still.
        SELECT d.user_id, d.was_first, d.had, n.first_day,
               ARRAY(SELECT DISTINCT b.day FROM unnest(d.had || d.buy_days) AS b (day)
                     WHERE n.first_day IS NOT NULL AND (b.day <> ALL (days) OR b.day = ANY (d.buy_days))
                     ORDER BY b.day) AS buy_days
        FROM differing AS d LEFT JOIN restarted AS r USING (user_id)
        CROSS JOIN LATERAL (
            SELECT CASE WHEN r.user_id IS NULL THEN least(d.was_first, d.first_day) ELSE r.first_day END AS first_day) AS n
    ), written AS (
        -- Who is new gets the next number; who is there keeps theirs.
        INSERT INTO public.user_first_days AS kept (user_id, first_day, first_buy_day, buy_days, number)
        SELECT user_id, first_day, buy_days[1], buy_days,
               (SELECT next_number - 1 FROM public.cohort_progress) + row_number() OVER (PARTITION BY was_first IS NULL)
        FROM changed WHERE first_day IS NOT NULL
        ON CONFLICT (user_id) DO UPDATE
        SET first_day = excluded.first_day, first_buy_day = excluded.first_buy_day, buy_days = excluded.buy_days
    ), gone AS (
        DELETE FROM public.user_first_days AS kept USING changed
        WHERE kept.user_id = changed.user_id AND changed.first_day IS NULL
    ), buyers AS (
        INSERT INTO public.buyers_by_gap AS kept (first_month, days, buyers)
        SELECT date_trunc('month', v.buy_days[1]::timestamp)::date, v.buy_days[2] - v.buy_days[1], sum(v.sign)
        FROM changed AS c CROSS JOIN LATERAL (VALUES (-1, c.had), (1, c.buy_days)) AS v (sign, buy_days)
        WHERE c.had[:2] <> c.buy_days[:2] AND v.buy_days <> '{}'
        GROUP BY 1, 2
        HAVING sum(v.sign) <> 0
        ON CONFLICT ON CONSTRAINT buyers_by_gap_key DO UPDATE SET buyers = kept.buyers + excluded.buyers
    ), orders AS (
        -- Each day with a buy beside the next one. Up to the last one before these days nothing has changed.
        INSERT INTO public.orders_by_gap AS kept (month, days, orders)
        SELECT date_trunc('month', g.day::timestamp)::date, g.day - g.before, sum(v.sign)
        FROM changed AS c
        CROSS JOIN LATERAL (SELECT greatest(width_bucket(days[1] - 1, c.had), 1) AS place) AS same
        CROSS JOIN LATERAL (VALUES (-1, c.had), (1, c.buy_days)) AS v (sign, buy_days)
        CROSS JOIN LATERAL unnest(v.buy_days[same.place:], v.buy_days[same.place + 1:]) AS g (before, day)
        WHERE c.had <> c.buy_days AND g.day IS NOT NULL
        GROUP BY 1, 2
        HAVING sum(v.sign) <> 0
        ON CONFLICT ON CONSTRAINT orders_by_gap_pkey DO UPDATE SET orders = kept.orders + excluded.orders
    ), moved AS (
        -- Who goes to another cohort does so in each week and month from the earlier of the two on. Who is new is in none yet.
        SELECT g.grain, min(least(date_trunc(g.grain, m.was::timestamp), date_trunc(g.grain, m.now::timestamp)))::date AS since
        FROM changed AS c
        CROSS JOIN (VALUES ('week'), ('month')) AS g (grain)
        CROSS JOIN LATERAL (VALUES (c.was_first, c.first_day), (c.had[1], c.buy_days[1])) AS m (was, now)
        WHERE c.was_first IS NOT NULL AND date_trunc(g.grain, m.was::timestamp) IS DISTINCT FROM date_trunc(g.grain, m.now::timestamp)
        GROUP BY g.grain
    )
    INSERT INTO public.marked_cohorts (grain, period)
    SELECT DISTINCT c.grain, c.period
    FROM public.cohort_users AS c JOIN moved AS m ON c.grain = m.grain AND c.period >= m.since
    ON CONFLICT DO NOTHING;
    DELETE FROM public.buyers_by_gap WHERE buyers = 0;
    DELETE FROM public.orders_by_gap WHERE orders = 0;
    UPDATE public.cohort_progress
    SET next_number = greatest(next_number, (SELECT max(number) + 1 FROM public.user_first_days));

    -- Users who have become many have bits of each day, of those that are counted already, too. There are as many days in sales_by_day.
    are_many := (SELECT count(*) FROM public.user_first_days) >= CASE WHEN were_many THEN public.many_users() / 2 ELSE public.many_users() END;
    IF are_many <> were_many THEN
        UPDATE public.cohort_progress SET in_bits = are_many, all_in_bits = false;
        DELETE FROM public.user_bits_by_day;
        DELETE FROM public.categories_in_bits;
        DELETE FROM public.user_events_by_day;
        INSERT INTO public.marked_cohorts (grain, period)
        SELECT DISTINCT g.grain, date_trunc(g.grain, s.day::timestamp)::date
        FROM public.sales_by_day AS s CROSS JOIN (VALUES ('day'), ('week')) AS g (grain)
        WHERE are_many
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN true;
END
$$;

-- What a day, week or month has of them, counted anew from the events and from user_total_by_day, which has a recount of its own.
CREATE OR REPLACE FUNCTION recounted_cohorts(of_grain text, of_period date) RETURNS TABLE (counted text, key jsonb, sums jsonb)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH member AS MATERIALIZED (
        SELECT t.user_id, t.currency, f.first_day, f.first_buy_day,
               sum(t.views + t.clicks + t.buys + t.carts + t.removes + t.checkouts + t.refunds) AS events, sum(t.buys) AS orders,
               sum(t.revenue) AS revenue, sum(t.refunded) AS refunded
        FROM public.user_total_by_day AS t JOIN public.user_first_days AS f USING (user_id)
        WHERE of_grain <> 'day' AND t.day >= of_period AND t.day < (of_period + ('1 ' || of_grain)::interval)::date
        GROUP BY t.user_id, t.currency, f.first_day, f.first_buy_day
    ), user_of_cohort AS (
        SELECT b.basis, date_trunc(of_grain, b.first::timestamp)::date AS cohort, m.user_id, m.currency, m.events, m.orders,
               m.revenue, m.refunded
        FROM member AS m CROSS JOIN LATERAL (VALUES ('event', m.first_day), ('buy', m.first_buy_day)) AS b (basis, first)
        WHERE date_trunc(of_grain, b.first::timestamp) <= of_period::timestamp
    )
    SELECT 'cohort_users', jsonb_build_array(of_grain, u.basis, u.cohort, of_period),
           jsonb_build_array(count(*) FILTER (WHERE u.events > 0), count(*) FILTER (WHERE u.orders > 0), sum(u.orders))
    FROM (SELECT c.basis, c.cohort, c.user_id, sum(c.events) AS events, sum(c.orders) AS orders
          FROM user_of_cohort AS c GROUP BY c.basis, c.cohort, c.user_id) AS u
    GROUP BY u.basis, u.cohort
    HAVING bool_or(u.events > 0)
    UNION ALL
    SELECT 'cohort_revenue', jsonb_build_array(of_grain, c.basis, c.cohort, of_period, c.currency),
           jsonb_build_array(trim_scale(sum(c.revenue)), trim_scale(sum(c.refunded)))
    FROM user_of_cohort AS c
    GROUP BY c.basis, c.cohort, c.currency
    HAVING sum(c.orders) <> 0 OR sum(c.revenue) <> 0 OR sum(c.refunded) <> 0
    UNION ALL
    SELECT 'users_by_steps', jsonb_build_array(of_grain, of_period, s.steps), jsonb_build_array(count(*))
    FROM (SELECT public.steps_of(sum(t.views)::bigint, sum(t.clicks)::bigint, sum(t.carts)::bigint, sum(t.removes)::bigint,
                                 sum(t.checkouts)::bigint, sum(t.buys)::bigint, sum(t.refunds)::bigint) AS steps
          FROM public.user_total_by_day AS t
          WHERE t.day >= of_period AND t.day < (of_period + ('1 ' || of_grain)::interval)::date AND t.user_id IS NOT NULL
          GROUP BY t.user_id) AS s
    WHERE s.steps > 0
    GROUP BY s.steps
    UNION ALL
    SELECT 'carts_by_day', jsonb_build_array(of_period, k.currency),
           jsonb_build_array(count(*), count(*) FILTER (WHERE k.is_bought), count(*) FILTER (WHERE NOT k.is_bought AND k.quantity = 0),
                             trim_scale(coalesce(sum(k.value) FILTER (WHERE NOT k.is_bought), 0)))
    FROM (SELECT i.currency, bool_or(i.is_bought) AS is_bought, sum(i.quantity) AS quantity, sum(i.value) AS value
          FROM public.cart_items(of_period) AS i
          WHERE of_grain = 'day'
          GROUP BY i.user_id, i.currency) AS k
    GROUP BY k.currency
    UNION ALL
    SELECT 'left_in_carts', jsonb_build_array(of_period, i.product_id, i.currency),
           jsonb_build_array(count(*), trim_scale(sum(i.quantity)), trim_scale(sum(i.value)))
    FROM public.cart_items(of_period) AS i
    WHERE of_grain = 'day' AND i.quantity > 0
      AND NOT EXISTS (SELECT FROM public.cart_items(of_period) AS b
                      WHERE b.is_bought AND b.user_id = i.user_id AND b.currency IS NOT DISTINCT FROM i.currency)
    GROUP BY i.product_id, i.currency
    UNION ALL
    SELECT 'sales_by_day', jsonb_build_array(of_period, s.category, s.event_type, s.currency),
           jsonb_build_array(s.events, trim_scale(s.quantity), trim_scale(s.revenue))
    FROM public.recounted_sales(of_period) AS s
    WHERE of_grain = 'day'
    UNION ALL
    SELECT 'product_total_by_day', jsonb_build_array(of_period, p.product_id, p.currency),
           jsonb_build_array(p.views, p.clicks, p.buys, p.carts, p.removes, p.checkouts, p.refunds, trim_scale(p.quantity),
                             trim_scale(p.revenue), trim_scale(p.refunded))
    FROM public.recounted_product_totals(of_period) AS p
    WHERE of_grain = 'day'
    UNION ALL
    SELECT 'user_bits_by_day', jsonb_build_array(of_period, u.scope, u.measure, u.weight, u.part, u.currency),
           jsonb_build_array(bit_count(u.users), md5(u.users::text))
    FROM (SELECT d.* FROM public.user_bits_of(of_period) AS d WHERE of_grain = 'day'
          UNION ALL
          SELECT w.* FROM public.user_bits_of_week(of_period) AS w WHERE of_grain = 'week') AS u
    WHERE (SELECT p.in_bits FROM public.cohort_progress AS p)
    UNION ALL
    SELECT 'user_events_by_day', jsonb_build_array(of_period, e.part),
           jsonb_build_array(cardinality(e.event_ids), md5(e.users::text || e.event_ids::text))
    FROM public.user_events_of(of_period) AS e
    WHERE of_grain = 'day' AND (SELECT p.in_bits FROM public.cohort_progress AS p)
    UNION ALL
    -- A category that is large on this day, and has no bits of all the days before it.
    SELECT 'categories_in_bits', jsonb_build_array(l.category), jsonb_build_array(of_period - 92)
    FROM public.large_categories(of_period) AS l
    WHERE of_grain = 'day' AND (SELECT p.in_bits FROM public.cohort_progress AS p)
      AND NOT EXISTS (SELECT FROM public.categories_in_bits AS c
                      WHERE c.category = l.category AND c.since <= of_period - 92 AND c.complete_since <= c.since)
$$;

-- While marks are left they are of an earlier moment, and nothing can be said: then there are no rows, here and below.
CREATE OR REPLACE FUNCTION cohort_differences(of_grain text, of_period date)
    RETURNS TABLE (counted text, key jsonb, kept jsonb, recounted jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(k.counted, r.counted), coalesce(k.key, r.key), k.sums, r.sums
    FROM (SELECT 'cohort_users' AS counted, jsonb_build_array(u.grain, u.basis, u.cohort, u.period) AS key,
                 jsonb_build_array(u.users, u.buyers, u.orders) AS sums
          FROM public.cohort_users AS u
          WHERE u.grain = of_grain AND u.period = of_period
          UNION ALL
          SELECT 'cohort_revenue', jsonb_build_array(v.grain, v.basis, v.cohort, v.period, v.currency),
                 jsonb_build_array(trim_scale(v.revenue), trim_scale(v.refunded))
          FROM public.cohort_revenue AS v
          WHERE v.grain = of_grain AND v.period = of_period
          UNION ALL
          SELECT 'users_by_steps', jsonb_build_array(s.grain, s.period, s.steps), jsonb_build_array(s.users)
          FROM public.users_by_steps AS s
          WHERE s.grain = of_grain AND s.period = of_period
          UNION ALL
          SELECT 'carts_by_day', jsonb_build_array(c.day, c.currency),
                 jsonb_build_array(c.carts, c.bought, c.emptied, trim_scale(c.left_value))
          FROM public.carts_by_day AS c
          WHERE of_grain = 'day' AND c.day = of_period
          UNION ALL
          SELECT 'left_in_carts', jsonb_build_array(l.day, l.product_id, l.currency),
                 jsonb_build_array(l.carts, trim_scale(l.quantity), trim_scale(l.value))
          FROM public.left_in_carts AS l
          WHERE of_grain = 'day' AND l.day = of_period
          UNION ALL
          SELECT 'sales_by_day', jsonb_build_array(d.day, d.category, d.event_type, d.currency),
                 jsonb_build_array(d.events, trim_scale(d.quantity), trim_scale(d.revenue))
          FROM public.sales_by_day AS d
          WHERE of_grain = 'day' AND d.day = of_period
          UNION ALL
          SELECT 'product_total_by_day', jsonb_build_array(p.day, p.product_id, p.currency),
                 jsonb_build_array(p.views, p.clicks, p.buys, p.carts, p.removes, p.checkouts, p.refunds, trim_scale(p.quantity),
                                   trim_scale(p.revenue), trim_scale(p.refunded))
          FROM public.product_total_by_day AS p
          WHERE of_grain = 'day' AND p.day = of_period
          UNION ALL
          SELECT 'user_bits_by_day', jsonb_build_array(b.day, b.scope, b.measure, b.weight, b.part, b.currency),
                 jsonb_build_array(bit_count(b.users), md5(b.users::text))
          FROM public.user_bits_by_day AS b
          WHERE b.day = of_period AND b.days = CASE of_grain WHEN 'day' THEN 1 WHEN 'week' THEN 7 END
          UNION ALL
          SELECT 'user_events_by_day', jsonb_build_array(e.day, e.part),
                 jsonb_build_array(cardinality(e.event_ids), md5(e.users::text || e.event_ids::text))
          FROM public.user_events_by_day AS e
          WHERE of_grain = 'day' AND e.day = of_period) AS k
    FULL JOIN public.recounted_cohorts(of_grain, of_period) AS r ON r.counted = k.counted AND r.key = k.key
    WHERE k.sums IS DISTINCT FROM r.sums
      AND NOT EXISTS (SELECT FROM public.marked_days) AND NOT EXISTS (SELECT FROM public.marked_cohorts)
$$;

CREATE OR REPLACE FUNCTION first_day_differences() RETURNS TABLE (counted text, key jsonb, kept jsonb, recounted jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '64MB'
AS $$
    WITH recounted AS MATERIALIZED (
        SELECT u.user_id, u.first_day, ARRAY(SELECT DISTINCT d.day FROM unnest(u.buy_days) AS d (day) ORDER BY d.day) AS buy_days
        FROM (SELECT t.user_id, min(t.day) AS first_day, array_agg(t.day) FILTER (WHERE t.buys > 0) AS buy_days
              FROM public.user_total_by_day AS t
              WHERE t.user_id IS NOT NULL
                AND t.views + t.clicks + t.buys + t.carts + t.removes + t.checkouts + t.refunds > 0
              GROUP BY t.user_id) AS u
    ), gaps AS (
        SELECT date_trunc('month', r.buy_days[1]::timestamp)::date AS first_month, r.buy_days[2] - r.buy_days[1] AS days,
               count(*) AS buyers
        FROM recounted AS r
        WHERE r.buy_days <> '{}'
        GROUP BY 1, 2
    ), between_orders AS (
        SELECT date_trunc('month', g.day::timestamp)::date AS month, g.day - g.before AS days, count(*) AS orders
        FROM recounted AS r CROSS JOIN LATERAL unnest(r.buy_days, r.buy_days[2:]) AS g (before, day)
        WHERE g.day IS NOT NULL
        GROUP BY 1, 2
    ), differing AS (
        SELECT 'user_first_days' AS counted, jsonb_build_array(coalesce(k.user_id, r.user_id)) AS key,
               jsonb_build_array(k.first_day, k.first_buy_day, k.buy_days) AS kept,
               jsonb_build_array(r.first_day, r.buy_days[1], r.buy_days) AS recounted
        FROM public.user_first_days AS k FULL JOIN recounted AS r ON r.user_id = k.user_id
        WHERE (k.first_day, k.first_buy_day, k.buy_days) IS DISTINCT FROM (r.first_day, r.buy_days[1], r.buy_days)
        UNION ALL
        SELECT 'buyers_by_gap', coalesce(k.key, r.key), k.sums, r.sums
        FROM (SELECT jsonb_build_array(b.first_month, b.days) AS key, jsonb_build_array(b.buyers) AS sums FROM public.buyers_by_gap AS b) AS k
        FULL JOIN (SELECT jsonb_build_array(g.first_month, g.days) AS key, jsonb_build_array(g.buyers) AS sums FROM gaps AS g) AS r
            ON r.key = k.key
        WHERE k.sums IS DISTINCT FROM r.sums
        UNION ALL
        SELECT 'orders_by_gap', coalesce(k.key, r.key), k.sums, r.sums
        FROM (SELECT jsonb_build_array(o.month, o.days) AS key, jsonb_build_array(o.orders) AS sums FROM public.orders_by_gap AS o) AS k
        FULL JOIN (SELECT jsonb_build_array(b.month, b.days) AS key, jsonb_build_array(b.orders) AS sums FROM between_orders AS b) AS r
            ON r.key = k.key
        WHERE k.sums IS DISTINCT FROM r.sums
        UNION ALL
        -- Once all is counted, who are many have bits of each day.
        SELECT 'cohort_progress', jsonb_build_array('all_in_bits'), jsonb_build_array(p.all_in_bits), jsonb_build_array(p.in_bits)
        FROM public.cohort_progress AS p
        WHERE p.all_in_bits <> p.in_bits
    )
    SELECT d.counted, d.key, d.kept, d.recounted
    FROM differing AS d
    WHERE NOT EXISTS (SELECT FROM public.marked_days) AND NOT EXISTS (SELECT FROM public.marked_cohorts)
$$;

-- The days, weeks and months that have some, or should.
CREATE OR REPLACE FUNCTION cohort_periods() RETURNS TABLE (grain text, period date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT g.grain, date_trunc(g.grain, d.day::timestamp)::date
    FROM (SELECT DISTINCT day FROM public.user_total_by_day) AS d CROSS JOIN (VALUES ('day'), ('week'), ('month')) AS g (grain)
    UNION
    SELECT u.grain, u.period FROM public.cohort_users AS u
    UNION
    SELECT v.grain, v.period FROM public.cohort_revenue AS v
    UNION
    SELECT s.grain, s.period FROM public.users_by_steps AS s
    UNION
    SELECT 'day', c.day FROM public.carts_by_day AS c
    UNION
    SELECT 'day', l.day FROM public.left_in_carts AS l
    UNION
    SELECT 'day', n.day FROM public.sales_by_day AS n
    UNION
    SELECT 'day', p.day FROM public.product_total_by_day AS p
    UNION
    SELECT CASE b.days WHEN 1 THEN 'day' ELSE 'week' END, b.day FROM public.user_bits_by_day AS b
    UNION
    SELECT 'day', e.day FROM public.user_events_by_day AS e
$$;

CREATE OR REPLACE FUNCTION cohort_differences() RETURNS TABLE (counted text, key jsonb, kept jsonb, recounted jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT f.* FROM public.first_day_differences() AS f
    UNION ALL
    SELECT c.* FROM public.cohort_periods() AS p CROSS JOIN LATERAL public.cohort_differences(p.grain, p.period) AS c
    ORDER BY 1, 2
$$;

-- Sessions: what one user did, and in one session_id where the shop delivers it. Without a session_id a gap of more than 30 minutes
-- ends one. Each ends at midnight (UTC), so that a day can be counted by itself. What a guest did without a session_id is in none: it
-- may be of many. Nor is a refund: the shop gives it. A bounce is one event that is no buy.
-- sums are for an hour: sessions, bounces, views, events, seconds; for a product: landings, bounces, leavings.
-- Right after a load the server has no statistics of the day: it would have each session look through all of its events, and sort them.
-- The sorts that stay seem to cost 10^10 each then, for which the server would compile the query, for each day that is compared.
CREATE OR REPLACE FUNCTION recounted_sessions(of_day date)
    RETURNS TABLE (counted text, hour timestamptz, steps int, product_id text, sums numeric[])
    LANGUAGE sql STABLE PARALLEL SAFE SET enable_nestloop = off SET enable_sort = off SET jit = off
AS $$
    WITH event AS NOT MATERIALIZED (
        SELECT e.user_id, e.session_id, e.event_timestamp, e.source_file_id, e.source_line, e.product_id, e.event_type
        FROM public.raw_events AS e
        WHERE e.event_timestamp >= of_day::timestamp AT TIME ZONE 'UTC'
          AND e.event_timestamp < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
          AND (e.user_id IS NOT NULL OR e.session_id IS NOT NULL) AND e.event_type <> 'refund'
    ), half_hour AS (
        -- What lies within half an hour is of one session.
        SELECT e.user_id, e.session_id, min(e.event_timestamp) AS first_at, max(e.event_timestamp) AS last_at, count(*) AS events,
               count(*) FILTER (WHERE e.event_type = 'view') AS views, bit_or(public.step_bit(e.event_type)) AS steps
        FROM event AS e
        GROUP BY e.user_id, e.session_id, date_bin('30 minutes', e.event_timestamp, 'epoch')
    ), beginning AS (
        SELECT h.*, lag(h.last_at) OVER visit IS NULL
                   OR h.session_id IS NULL AND h.first_at - lag(h.last_at) OVER visit > interval '30 minutes' AS begins
        FROM half_hour AS h
        WINDOW visit AS (PARTITION BY h.user_id, h.session_id ORDER BY h.first_at)
    ), numbered AS (
        SELECT b.*, count(*) FILTER (WHERE b.begins) OVER (PARTITION BY b.user_id, b.session_id ORDER BY b.first_at) AS place
        FROM beginning AS b
    ), session AS MATERIALIZED (
        SELECT n.user_id, n.session_id, min(n.first_at) AS first_at, max(n.last_at) AS last_at, sum(n.events) AS events, sum(n.views) AS views,
               bit_or(n.steps) AS steps, sum(n.events) = 1 AND bit_or(n.steps) & 32 = 0 AS bounces
        FROM numbered AS n
        GROUP BY n.user_id, n.session_id, n.place
    ), at_an_end AS (
        SELECT DISTINCT ON (e.user_id, e.session_id, e.event_timestamp, s.begins)
               e.product_id, s.begins, s.bounces
        FROM (SELECT f.user_id, f.session_id, f.first_at AS at, true AS begins, f.bounces FROM session AS f
              UNION ALL
              SELECT l.user_id, l.session_id, l.last_at, false, false FROM session AS l) AS s
        JOIN event AS e ON e.event_timestamp = s.at AND coalesce(e.user_id, '') = coalesce(s.user_id, '')
             AND coalesce(e.session_id, '') = coalesce(s.session_id, '')
        WHERE (e.user_id, e.session_id) IS NOT DISTINCT FROM (s.user_id, s.session_id)
        ORDER BY e.user_id, e.session_id, e.event_timestamp, s.begins,
                 CASE WHEN s.begins THEN e.source_file_id ELSE -e.source_file_id END,
                 CASE WHEN s.begins THEN e.source_line ELSE -e.source_line END
    )
    SELECT 'sessions_by_hour', date_bin('1 hour', s.first_at, 'epoch') AS hour, s.steps, NULL::text,
           ARRAY[count(*), count(*) FILTER (WHERE s.bounces), sum(s.views), sum(s.events),
                 trim_scale(sum(extract(epoch FROM s.last_at - s.first_at)))]
    FROM session AS s
    GROUP BY 2, s.steps
    UNION ALL
    SELECT 'session_ends_by_day', NULL, NULL, a.product_id,
           ARRAY[count(*) FILTER (WHERE a.begins), count(*) FILTER (WHERE a.begins AND a.bounces), count(*) FILTER (WHERE NOT a.begins)]
    FROM at_an_end AS a
    GROUP BY a.product_id
$$;

-- One day of the work. As with the cohorts a mark is taken before the day is read, and nothing that the merge waits for is locked.
-- The lock is its own: both kinds of work may be done side by side, and so may two days, since a session ends with its day. A day
-- has one mark, and who marks it anew waits for the one who has taken the mark: nobody counts a day that another is at. A merge
-- join would sort the day for its first and last events.
CREATE OR REPLACE FUNCTION refresh_sessions() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan SET work_mem = '64MB' SET jit = off SET enable_mergejoin = off
AS $$
DECLARE
    of_day date;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE invalid_transaction_state USING
            MESSAGE = format('refresh_sessions() cannot count in a transaction that is %s: it has to see what is committed meanwhile',
                             current_setting('transaction_isolation')),
            HINT = 'Ask it in a transaction of its own that is READ COMMITTED.';
    END IF;
    IF NOT pg_try_advisory_xact_lock_shared(hashtextextended('tidegate sessions', 0)) THEN
        RETURN NULL;
    END IF;
    DELETE FROM public.marked_sessions
    WHERE day = (SELECT day FROM public.marked_sessions ORDER BY day DESC LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING day INTO of_day;
    IF of_day IS NULL THEN
        -- Those that are left others have in hand.
        RETURN CASE WHEN NOT EXISTS (SELECT FROM public.marked_sessions) THEN false END;
    END IF;
    DELETE FROM public.sessions_by_hour
    WHERE hour >= of_day::timestamp AT TIME ZONE 'UTC' AND hour < (of_day + 1)::timestamp AT TIME ZONE 'UTC';
    DELETE FROM public.session_ends_by_day WHERE day = of_day;
    WITH recounted AS MATERIALIZED (
        SELECT counted, hour, steps, product_id, sums FROM public.recounted_sessions(of_day)
    ), hours AS (
        INSERT INTO public.sessions_by_hour (hour, steps, sessions, bounces, views, events, seconds)
        SELECT hour, steps, sums[1], sums[2], sums[3], sums[4], sums[5] FROM recounted WHERE counted = 'sessions_by_hour'
    )
    INSERT INTO public.session_ends_by_day (day, product_id, landings, bounces, leavings)
    SELECT of_day, product_id, sums[1], sums[2], sums[3] FROM recounted WHERE counted = 'session_ends_by_day';
    RETURN true;
END
$$;

-- While marks are left nothing can be said: then there are no rows.
CREATE OR REPLACE FUNCTION session_differences(of_day date)
    RETURNS TABLE (counted text, key jsonb, kept jsonb, recounted jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '64MB'
AS $$
    SELECT coalesce(k.counted, r.counted), jsonb_build_array(of_day, coalesce(k.hour, r.hour), coalesce(k.steps, r.steps),
                                                             coalesce(k.product_id, r.product_id)),
           to_jsonb(k.sums), to_jsonb(r.sums)
    FROM (SELECT 'sessions_by_hour' AS counted, h.hour, h.steps, NULL::text AS product_id,
                 ARRAY[h.sessions, h.bounces, h.views, h.events, h.seconds] AS sums
          FROM public.sessions_by_hour AS h
          WHERE h.hour >= of_day::timestamp AT TIME ZONE 'UTC' AND h.hour < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
          UNION ALL
          SELECT 'session_ends_by_day', NULL, NULL, e.product_id, ARRAY[e.landings, e.bounces, e.leavings]::numeric[]
          FROM public.session_ends_by_day AS e
          WHERE e.day = of_day) AS k
    FULL JOIN public.recounted_sessions(of_day) AS r
        ON (r.counted, coalesce(r.hour, 'epoch'), coalesce(r.steps, 0), coalesce(r.product_id, ''))
           = (k.counted, coalesce(k.hour, 'epoch'), coalesce(k.steps, 0), coalesce(k.product_id, ''))
    WHERE k.sums IS DISTINCT FROM r.sums
      AND NOT EXISTS (SELECT FROM public.marked_days) AND NOT EXISTS (SELECT FROM public.marked_sessions)
$$;

-- The days that have sessions, or may have.
CREATE OR REPLACE FUNCTION session_days() RETURNS TABLE (day date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT t.day FROM public.user_total_by_day AS t
    UNION
    SELECT e.day FROM public.session_ends_by_day AS e
    UNION
    SELECT (h.hour AT TIME ZONE 'UTC')::date FROM public.sessions_by_hour AS h
$$;

CREATE OR REPLACE FUNCTION session_differences() RETURNS TABLE (counted text, key jsonb, kept jsonb, recounted jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.* FROM public.session_days() AS d CROSS JOIN LATERAL public.session_differences(d.day) AS s ORDER BY 1, 2
$$;

COMMENT ON FUNCTION recounted_sessions(date) IS 'The sessions of a day (UTC), counted anew from raw_events.';
COMMENT ON FUNCTION refresh_sessions() IS 'Counts the sessions of one day that has changed; true where there may be more, null where another session is at it.';
COMMENT ON FUNCTION session_differences(date) IS 'Where the sessions of a day differ from a recount. While marks are left nothing is compared.';
COMMENT ON FUNCTION session_days() IS 'The days that have sessions, or may have.';
COMMENT ON FUNCTION session_differences() IS 'Where sessions differ from a recount: no rows. While marks are left nothing is compared.';
COMMENT ON FUNCTION refresh_cohorts() IS 'Does one piece of what cohorts, steps and carts are behind; true where there may be more, null where another session is at it.';
COMMENT ON FUNCTION recounted_cohorts(text, date) IS 'Cohorts and steps of a day, week or month, and carts of a day, counted anew.';
COMMENT ON FUNCTION first_day_differences() IS 'Where the first days of users, or whether all have bits, differ from a recount: no rows. While marks are left nothing is compared.';
COMMENT ON FUNCTION cohort_periods() IS 'The days, weeks and months that have cohorts, steps or carts, or should.';
COMMENT ON FUNCTION cohort_differences(text, date) IS 'Where cohorts, steps or carts of a day, week or month differ from a recount. While marks are left nothing is compared.';
COMMENT ON FUNCTION cohort_differences() IS 'Where first days, cohorts, steps or carts differ from a recount: no rows. While marks are left nothing is compared.';

-- ---------------------------------------------------------------------------------------------------------------------
-- What the aggregates should be
-- ---------------------------------------------------------------------------------------------------------------------

-- What the aggregates should be by raw_events, one row a key: those of some days (UTC, until exclusive), in one pass of their events.
-- id is the product or the user; sums are in the order of the columns of the table.
CREATE OR REPLACE FUNCTION recounted_aggregates(since date, until date)
    RETURNS TABLE (aggregate text, begins timestamptz, category text, event_type text, id text, currency text, sums numeric[])
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH event AS MATERIALIZED (
        SELECT r.event_timestamp, r.event_date::timestamp AT TIME ZONE 'UTC' AS day, r.category, r.event_type, r.product_id, r.user_id,
               r.currency, r.quantity, r.total_price
        FROM public.raw_events AS r
        WHERE r.event_timestamp >= since::timestamp AT TIME ZONE 'UTC' AND r.event_timestamp < until::timestamp AT TIME ZONE 'UTC'
    ), by_minute AS (
        SELECT date_bin('1 minute', e.event_timestamp, 'epoch') AS minute, e.category, e.event_type, e.currency,
               count(*) AS events, trim_scale(sum(e.quantity)) AS quantity, public.as_money(sum(e.total_price), e.currency) AS revenue
        FROM event AS e
        GROUP BY 1, 2, 3, 4
    ), by_user AS (
        SELECT e.day, e.category, e.user_id, e.currency, count(*) FILTER (WHERE e.event_type = 'view') AS views,
               count(*) FILTER (WHERE e.event_type = 'click') AS clicks, count(*) FILTER (WHERE e.event_type = 'buy') AS buys,
               count(*) FILTER (WHERE e.event_type = 'cart') AS carts, count(*) FILTER (WHERE e.event_type = 'remove') AS removes,
               count(*) FILTER (WHERE e.event_type = 'checkout') AS checkouts, count(*) FILTER (WHERE e.event_type = 'refund') AS refunds,
               trim_scale(coalesce(sum(e.quantity) FILTER (WHERE e.event_type = 'buy'), 0)) AS quantity,
               public.as_money(coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'buy'), 0), e.currency) AS revenue,
               public.as_money(coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'refund'), 0), e.currency) AS refunded
        FROM event AS e
        GROUP BY 1, 2, 3, 4
    )
    SELECT 'sales_by_minute', m.minute, m.category, m.event_type, NULL::text, m.currency, ARRAY[m.events, m.quantity, m.revenue]
    FROM by_minute AS m
    UNION ALL
    SELECT 'sales_by_hour', date_bin('1 hour', m.minute, 'epoch'), m.category, m.event_type, NULL, m.currency,
           ARRAY[sum(m.events), sum(m.quantity), sum(m.revenue)]
    FROM by_minute AS m
    GROUP BY 2, 3, 4, 6
    UNION ALL
    SELECT 'product_by_day', e.day, NULL, e.event_type, e.product_id, e.currency,
           ARRAY[count(*), trim_scale(sum(e.quantity)), public.as_money(sum(e.total_price), e.currency)]
    FROM event AS e
    GROUP BY 2, 4, 5, 6
    UNION ALL
    SELECT 'user_by_day', u.day, u.category, NULL, u.user_id, u.currency,
           ARRAY[u.views, u.clicks, u.buys, u.carts, u.removes, u.checkouts, u.refunds, u.quantity, u.revenue, u.refunded]
    FROM by_user AS u
    UNION ALL
    SELECT 'user_total_by_day', u.day, NULL, NULL, u.user_id, u.currency,
           ARRAY[sum(u.views), sum(u.clicks), sum(u.buys), sum(u.carts), sum(u.removes), sum(u.checkouts), sum(u.refunds),
                 sum(u.quantity), sum(u.revenue), sum(u.refunded)]
    FROM by_user AS u
    GROUP BY 2, 5, 6
$$;

-- The aggregates as they are kept, in the same form. Rows of zeros are what corrections leave behind: they count for nothing.
CREATE OR REPLACE FUNCTION kept_aggregates(since date, until date)
    RETURNS TABLE (aggregate text, begins timestamptz, category text, event_type text, id text, currency text, sums numeric[])
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT 'sales_by_minute', k.minute, k.category, k.event_type, NULL::text, k.currency, ARRAY[k.events, k.quantity, k.revenue]
    FROM public.sales_by_minute AS k
    WHERE k.minute >= since::timestamp AT TIME ZONE 'UTC' AND k.minute < until::timestamp AT TIME ZONE 'UTC'
      AND (k.events, k.quantity, k.revenue) <> (0, 0, 0)
    UNION ALL
    SELECT 'sales_by_hour', k.hour, k.category, k.event_type, NULL, k.currency, ARRAY[k.events, k.quantity, k.revenue]
    FROM public.sales_by_hour AS k
    WHERE k.hour >= since::timestamp AT TIME ZONE 'UTC' AND k.hour < until::timestamp AT TIME ZONE 'UTC'
      AND (k.events, k.quantity, k.revenue) <> (0, 0, 0)
    UNION ALL
    SELECT 'product_by_day', k.day::timestamp AT TIME ZONE 'UTC', NULL, k.event_type, k.product_id, k.currency,
           ARRAY[k.events, k.quantity, k.revenue]
    FROM public.product_by_day AS k
    WHERE k.day >= since AND k.day < until AND (k.events, k.quantity, k.revenue) <> (0, 0, 0)
    UNION ALL
    SELECT 'user_by_day', k.day::timestamp AT TIME ZONE 'UTC', k.category, NULL, k.user_id, k.currency,
           ARRAY[k.views, k.clicks, k.buys, k.carts, k.removes, k.checkouts, k.refunds, k.quantity, k.revenue, k.refunded]
    FROM public.user_by_day AS k
    WHERE k.day >= since AND k.day < until
      AND (k.views, k.clicks, k.buys, k.carts, k.removes, k.checkouts, k.refunds, k.quantity, k.revenue, k.refunded)
          <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    UNION ALL
    SELECT 'user_total_by_day', k.day::timestamp AT TIME ZONE 'UTC', NULL, NULL, k.user_id, k.currency,
           ARRAY[k.views, k.clicks, k.buys, k.carts, k.removes, k.checkouts, k.refunds, k.quantity, k.revenue, k.refunded]
    FROM public.user_total_by_day AS k
    WHERE k.day >= since AND k.day < until
      AND (k.views, k.clicks, k.buys, k.carts, k.removes, k.checkouts, k.refunds, k.quantity, k.revenue, k.refunded)
          <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
$$;

-- Planned anew for each range: what is best for a day is not so for the whole table.
CREATE OR REPLACE FUNCTION aggregate_differences(since date, until date)
    RETURNS TABLE (aggregate text, key jsonb, kept jsonb, recounted jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    RETURN QUERY
    SELECT d.aggregate,
           CASE WHEN d.aggregate IN ('sales_by_minute', 'sales_by_hour')
                    THEN jsonb_build_array(extract(epoch FROM d.begins), d.category, d.event_type, d.currency)
                WHEN d.aggregate = 'product_by_day'
                    THEN jsonb_build_array((d.begins AT TIME ZONE 'UTC')::date, d.id, d.event_type, d.currency)
                WHEN d.aggregate = 'user_by_day' THEN jsonb_build_array((d.begins AT TIME ZONE 'UTC')::date, d.category, d.id, d.currency)
                ELSE jsonb_build_array((d.begins AT TIME ZONE 'UTC')::date, d.id, d.currency) END,
           to_jsonb(d.kept), to_jsonb(d.recounted)
    FROM (SELECT s.aggregate, s.begins, s.category, s.event_type, s.id, s.currency,
                 min(s.sums) FILTER (WHERE s.is_kept) AS kept, min(s.sums) FILTER (WHERE NOT s.is_kept) AS recounted
          FROM (SELECT true AS is_kept, k.* FROM public.kept_aggregates(since, until) AS k
                UNION ALL
                SELECT false, r.* FROM public.recounted_aggregates(since, until) AS r) AS s
          GROUP BY 1, 2, 3, 4, 5, 6) AS d
    WHERE d.kept IS DISTINCT FROM d.recounted
    ORDER BY 1, 2;
END
$$;

CREATE OR REPLACE FUNCTION aggregate_differences()
    RETURNS TABLE (aggregate text, key jsonb, kept jsonb, recounted jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT * FROM public.aggregate_differences('-infinity', 'infinity')
$$;

COMMENT ON FUNCTION recounted_aggregates(date, date) IS 'The aggregates of some days (UTC, until exclusive), counted anew from raw_events.';
COMMENT ON FUNCTION kept_aggregates(date, date) IS 'The aggregates of some days (UTC, until exclusive) as they are kept, without rows of zeros.';
COMMENT ON FUNCTION aggregate_differences(date, date) IS 'Where the aggregates of some days (UTC, until exclusive) differ from a recount of raw_events.';
COMMENT ON FUNCTION aggregate_differences() IS 'Where the aggregates differ from a recount of raw_events: no rows, unless triggers were switched off.';

-- Locks raw_events against writers: nothing may change between the count and the sums.
CREATE OR REPLACE FUNCTION recount_aggregates() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE invalid_transaction_state USING
            MESSAGE = format('recount_aggregates() cannot count in a transaction that is %s: it has to see what was committed before it got its lock',
                             current_setting('transaction_isolation')),
            HINT = 'Ask it in a transaction of its own that is READ COMMITTED.';
    END IF;
    LOCK TABLE public.raw_events IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM public.sales_by_minute;
    DELETE FROM public.sales_by_hour;
    DELETE FROM public.product_by_day;
    DELETE FROM public.user_by_day;
    DELETE FROM public.user_total_by_day;
    WITH recounted AS MATERIALIZED (
        SELECT r.aggregate, r.begins, (r.begins AT TIME ZONE 'UTC')::date AS day, r.category, r.event_type, r.id, r.currency, r.sums
        FROM public.recounted_aggregates('-infinity', 'infinity') AS r
    ), minutes AS (
        INSERT INTO public.sales_by_minute (minute, category, event_type, currency, events, quantity, revenue)
        SELECT begins, category, event_type, currency, sums[1], sums[2], sums[3] FROM recounted WHERE aggregate = 'sales_by_minute'
    ), hours AS (
        INSERT INTO public.sales_by_hour (hour, category, event_type, currency, events, quantity, revenue)
        SELECT begins, category, event_type, currency, sums[1], sums[2], sums[3] FROM recounted WHERE aggregate = 'sales_by_hour'
    ), products AS (
        INSERT INTO public.product_by_day (day, product_id, event_type, currency, events, quantity, revenue)
        SELECT day, id, event_type, currency, sums[1], sums[2], sums[3] FROM recounted WHERE aggregate = 'product_by_day'
    ), users AS (
        INSERT INTO public.user_by_day (day, category, user_id, currency, views, clicks, buys, carts, removes, checkouts, refunds, quantity,
                                        revenue, refunded)
        SELECT day, category, id, currency, sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7], sums[8], sums[9], sums[10]
        FROM recounted WHERE aggregate = 'user_by_day'
    )
    INSERT INTO public.user_total_by_day (day, user_id, currency, views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue,
                                          refunded)
    SELECT day, id, currency, sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7], sums[8], sums[9], sums[10]
    FROM recounted WHERE aggregate = 'user_total_by_day';

    -- Cohorts, steps and carts are counted anew by refresh_cohorts(), in its pieces. Until then nothing is said of them.
    PERFORM pg_advisory_xact_lock(hashtextextended('tidegate cohorts', 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('tidegate sessions', 0));
    DELETE FROM public.marked_days;
    DELETE FROM public.marked_cohorts;
    DELETE FROM public.user_first_days;
    DELETE FROM public.cohort_users;
    DELETE FROM public.cohort_revenue;
    DELETE FROM public.buyers_by_gap;
    DELETE FROM public.orders_by_gap;
    DELETE FROM public.users_by_steps;
    DELETE FROM public.carts_by_day;
    DELETE FROM public.left_in_carts;
    DELETE FROM public.sales_by_day;
    DELETE FROM public.product_total_by_day;
    DELETE FROM public.user_bits_by_day;
    DELETE FROM public.categories_in_bits;
    DELETE FROM public.user_events_by_day;
    UPDATE public.cohort_progress
    SET as_of = NULL, taken_at = NULL, next_number = 0, in_bits = false, all_in_bits = false;
    INSERT INTO public.marked_days (day) SELECT DISTINCT day FROM public.user_total_by_day;
END
$$;

COMMENT ON FUNCTION recount_aggregates() IS 'Counts the aggregates anew from raw_events; cohorts, steps and carts follow. Writers wait meanwhile, readers do not.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Views for people and the dashboard
--
-- Where a question needs a time range it is a function over the views, written so that the planner takes it apart like a
-- view. Sales are exact to the minute for every range: whole hours come from sales_by_hour, the rest from sales_by_minute.
-- Distinct users and products come from raw_events for ranges of up to 6 hours, and for longer ones in whole days (UTC).
-- An order is one event of type buy; revenue is the total_price of the buys, refunded that of the refunds, net revenue the one without
-- the other; conversion is orders divided by views.
-- A guest, an event without user, is in the sales and no user.
-- A bound is worked out of constants by operators that are immutable (first to UTC, then minus a microsecond): one that is only
-- stable is worked out for each row.
-- Spans are written in hours: an interval of days would follow the daylight saving of the session's time zone.
-- A parameter wanted is a category: null asks for all, the empty string for events without one.
-- Revenue is never added over currencies. A parameter paid_in is a currency, the empty string for buys without one; null asks for
-- the orders in all of them, and then there is no revenue. Who only looks often says no currency: views and clicks without one
-- count for each.
-- ---------------------------------------------------------------------------------------------------------------------

-- Sales ---------------------------------------------------------------------------------------------------------------

-- What is counted by day behind the merge. A day is read from there if nothing has changed it since, and from the finer sums
-- otherwise: what comes out is the same, at each moment.

CREATE OR REPLACE VIEW cohorts_as_of AS
SELECT CASE WHEN m.pending THEN p.as_of ELSE now() END AS as_of, m.pending
FROM cohort_progress AS p
CROSS JOIN (SELECT EXISTS (SELECT FROM marked_days) OR EXISTS (SELECT FROM marked_cohorts) AS pending) AS m;

CREATE OR REPLACE VIEW unsettled_days AS
SELECT day FROM marked_days UNION SELECT period FROM marked_cohorts WHERE grain = 'day';

CREATE OR REPLACE VIEW settled_sales_by_day AS
SELECT day, category, event_type, currency, events, quantity, revenue
FROM sales_by_day WHERE day NOT IN (SELECT day FROM unsettled_days);

CREATE OR REPLACE VIEW settled_products_by_day AS
SELECT day, product_id, currency, views, clicks, buys AS orders, quantity AS units, revenue, carts, removes, checkouts, refunds, refunded
FROM product_total_by_day WHERE day NOT IN (SELECT day FROM unsettled_days);

CREATE OR REPLACE VIEW sales_trend_by_minute AS
SELECT minute, category, currency, views, clicks, orders, units, revenue,
       round(revenue / nullif(orders, 0), currency_digits(currency)) AS average_order_value,
       round(orders::numeric / nullif(views, 0), 4) AS conversion,
       carts, removes, checkouts, refunds, refunded, revenue - refunded AS net_revenue
FROM (SELECT minute, category, currency,
             coalesce(sum(events) FILTER (WHERE event_type = 'view'), 0)::bigint AS views,
             coalesce(sum(events) FILTER (WHERE event_type = 'click'), 0)::bigint AS clicks,
             coalesce(sum(events) FILTER (WHERE event_type = 'buy'), 0)::bigint AS orders,
             trim_scale(coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0)) AS units,
             as_money(coalesce(sum(revenue) FILTER (WHERE event_type = 'buy'), 0), currency) AS revenue,
             coalesce(sum(events) FILTER (WHERE event_type = 'cart'), 0)::bigint AS carts,
             coalesce(sum(events) FILTER (WHERE event_type = 'remove'), 0)::bigint AS removes,
             coalesce(sum(events) FILTER (WHERE event_type = 'checkout'), 0)::bigint AS checkouts,
             coalesce(sum(events) FILTER (WHERE event_type = 'refund'), 0)::bigint AS refunds,
             as_money(coalesce(sum(revenue) FILTER (WHERE event_type = 'refund'), 0), currency) AS refunded
      FROM sales_by_minute
      WHERE events <> 0
      GROUP BY minute, category, currency) AS counted;

CREATE OR REPLACE VIEW sales_trend_by_hour AS
SELECT hour, category, currency, views, clicks, orders, units, revenue,
       round(revenue / nullif(orders, 0), currency_digits(currency)) AS average_order_value,
       round(orders::numeric / nullif(views, 0), 4) AS conversion,
       carts, removes, checkouts, refunds, refunded, revenue - refunded AS net_revenue
FROM (SELECT hour, category, currency,
             coalesce(sum(events) FILTER (WHERE event_type = 'view'), 0)::bigint AS views,
             coalesce(sum(events) FILTER (WHERE event_type = 'click'), 0)::bigint AS clicks,
             coalesce(sum(events) FILTER (WHERE event_type = 'buy'), 0)::bigint AS orders,
             trim_scale(coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0)) AS units,
             as_money(coalesce(sum(revenue) FILTER (WHERE event_type = 'buy'), 0), currency) AS revenue,
             coalesce(sum(events) FILTER (WHERE event_type = 'cart'), 0)::bigint AS carts,
             coalesce(sum(events) FILTER (WHERE event_type = 'remove'), 0)::bigint AS removes,
             coalesce(sum(events) FILTER (WHERE event_type = 'checkout'), 0)::bigint AS checkouts,
             coalesce(sum(events) FILTER (WHERE event_type = 'refund'), 0)::bigint AS refunds,
             as_money(coalesce(sum(revenue) FILTER (WHERE event_type = 'refund'), 0), currency) AS refunded
      FROM sales_by_hour
      WHERE events <> 0
      GROUP BY hour, category, currency) AS counted;

CREATE OR REPLACE VIEW sales_trend_by_day AS
SELECT day, category, currency, views, clicks, orders, units, revenue,
       round(revenue / nullif(orders, 0), currency_digits(currency)) AS average_order_value,
       round(orders::numeric / nullif(views, 0), 4) AS conversion,
       carts, removes, checkouts, refunds, refunded, revenue - refunded AS net_revenue
FROM (SELECT (hour AT TIME ZONE 'UTC')::date AS day, category, currency, sum(views)::bigint AS views, sum(clicks)::bigint AS clicks,
             sum(orders)::bigint AS orders, trim_scale(sum(units)) AS units, as_money(sum(revenue), currency) AS revenue,
             sum(carts)::bigint AS carts, sum(removes)::bigint AS removes, sum(checkouts)::bigint AS checkouts,
             sum(refunds)::bigint AS refunds, as_money(sum(refunded), currency) AS refunded
      FROM sales_trend_by_hour
      GROUP BY 1, 2, 3) AS counted;

-- By type, for questions about some types only: a view with a column for each type adds all of them up.
CREATE OR REPLACE VIEW events_by_minute AS
SELECT minute, category, event_type, currency, events, quantity, revenue FROM sales_by_minute WHERE events <> 0;

CREATE OR REPLACE VIEW events_by_hour AS
SELECT hour, category, event_type, currency, events, quantity, revenue FROM sales_by_hour WHERE events <> 0;

CREATE OR REPLACE VIEW product_events_by_day AS
SELECT day, product_id, event_type, currency, events, quantity, revenue FROM product_by_day WHERE events <> 0;

CREATE OR REPLACE VIEW newest_sales AS
SELECT (SELECT hour FROM sales_by_hour WHERE events <> 0 ORDER BY hour DESC LIMIT 1) AS newest_hour;

-- What happened in whole hours, of which since and until are the bounds: where by_day, the days that lie wholly in it, and only the
-- hours before the first and behind the last of them. OFFSET 0 keeps the days that are looked up apart: joined, all days of all years
-- would be added up first.
CREATE OR REPLACE FUNCTION events_in_hours(since timestamptz, until timestamptz, by_day boolean)
    RETURNS TABLE (begins timestamptz, category text, event_type text, currency text, events bigint, quantity numeric, revenue numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT d.day::timestamp AT TIME ZONE 'UTC', d.category, d.event_type, d.currency, d.events, d.quantity, d.revenue
    FROM public.settled_sales_by_day AS d
    WHERE by_day AND d.day >= ((since AT TIME ZONE 'UTC') + interval '23:59:59.999999')::date AND d.day < (until AT TIME ZONE 'UTC')::date
    UNION ALL
    SELECT h.hour, h.category, h.event_type, h.currency, h.events, h.quantity, h.revenue
    FROM public.unsettled_days AS u
    CROSS JOIN LATERAL (
        SELECT * FROM public.events_by_hour AS t
        WHERE t.hour >= u.day::timestamp AT TIME ZONE 'UTC' AND t.hour < (u.day + 1)::timestamp AT TIME ZONE 'UTC'
        OFFSET 0) AS h
    WHERE by_day AND u.day >= ((since AT TIME ZONE 'UTC') + interval '23:59:59.999999')::date AND u.day < (until AT TIME ZONE 'UTC')::date
    UNION ALL
    SELECT h.hour, h.category, h.event_type, h.currency, h.events, h.quantity, h.revenue
    FROM public.events_by_hour AS h
    WHERE h.hour >= since
      AND h.hour < CASE WHEN by_day THEN least(until, ((since AT TIME ZONE 'UTC') + interval '23:59:59.999999')::date::timestamp AT TIME ZONE 'UTC')
                        ELSE until END
    UNION ALL
    SELECT h.hour, h.category, h.event_type, h.currency, h.events, h.quantity, h.revenue
    FROM public.events_by_hour AS h
    WHERE by_day AND h.hour < until
      AND h.hour >= greatest((until AT TIME ZONE 'UTC')::date::timestamp AT TIME ZONE 'UTC',
                             ((since AT TIME ZONE 'UTC') + interval '23:59:59.999999')::date::timestamp AT TIME ZONE 'UTC')
$$;

CREATE OR REPLACE FUNCTION orders_of_30_days(newest timestamptz, paid_in text) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(sum(o.events), 0)::bigint
    FROM public.events_in_hours(newest - interval '719 hours', newest + interval '1 hour', true) AS o
    WHERE o.event_type = 'buy' AND o.currency IS NOT DISTINCT FROM paid_in
$$;

-- From one currency to the next by the index, so that all hours of all years are not gone through.
CREATE OR REPLACE VIEW currencies AS
WITH RECURSIVE named AS (
    SELECT min(currency) AS currency FROM sales_by_hour WHERE event_type = 'buy'
    UNION ALL
    SELECT (SELECT min(later.currency) FROM sales_by_hour AS later WHERE later.event_type = 'buy' AND later.currency > named.currency)
    FROM named
    WHERE named.currency IS NOT NULL
)
SELECT c.currency, c.newest_hour, orders_of_30_days(c.newest_hour, c.currency) AS orders
FROM (SELECT n.currency, newest.hour AS newest_hour
      FROM (SELECT currency FROM named WHERE currency IS NOT NULL) AS n
      CROSS JOIN LATERAL (
          SELECT h.hour FROM sales_by_hour AS h
          WHERE h.event_type = 'buy' AND h.currency = n.currency AND h.events <> 0 ORDER BY h.hour DESC LIMIT 1) AS newest
      UNION ALL
      SELECT NULL, newest.hour
      FROM (SELECT h.hour FROM sales_by_hour AS h
            WHERE h.event_type = 'buy' AND h.currency IS NULL AND h.events <> 0 ORDER BY h.hour DESC LIMIT 1) AS newest) AS c
ORDER BY 3 DESC, 1;

CREATE OR REPLACE FUNCTION currency_or_most_used(wanted text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(wanted, (SELECT coalesce(currency, '') FROM public.currencies LIMIT 1), '')
$$;

-- The whole hours, and the minutes before and behind them.
CREATE OR REPLACE FUNCTION sales_between(since timestamptz, until timestamptz)
    RETURNS TABLE (category text, currency text, views bigint, clicks bigint, orders bigint, units numeric, revenue numeric, carts bigint,
                   removes bigint, checkouts bigint, refunds bigint, refunded numeric, net_revenue numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT s.category, s.currency, s.views, s.clicks, s.orders, s.units, s.revenue, s.carts, s.removes, s.checkouts, s.refunds, s.refunded,
           public.as_money(s.revenue - s.refunded, s.currency)
    FROM (SELECT e.category, e.currency,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'view'), 0)::bigint AS views,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'click'), 0)::bigint AS clicks,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'buy'), 0)::bigint AS orders,
                 trim_scale(coalesce(sum(e.quantity) FILTER (WHERE e.event_type = 'buy'), 0)) AS units,
                 public.as_money(coalesce(sum(e.revenue) FILTER (WHERE e.event_type = 'buy'), 0), e.currency) AS revenue,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'cart'), 0)::bigint AS carts,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'remove'), 0)::bigint AS removes,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'checkout'), 0)::bigint AS checkouts,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'refund'), 0)::bigint AS refunds,
                 public.as_money(coalesce(sum(e.revenue) FILTER (WHERE e.event_type = 'refund'), 0), e.currency) AS refunded
          FROM (SELECT h.category, h.event_type, h.currency, h.events, h.quantity, h.revenue
                FROM public.events_in_hours(date_bin('1 hour', since + interval '59 minutes 59.999999 seconds', 'epoch'),
                                            date_bin('1 hour', until, 'epoch'), true) AS h
                UNION ALL
                SELECT m.category, m.event_type, m.currency, m.events, m.quantity, m.revenue
                FROM public.events_by_minute AS m
                WHERE m.minute >= since
                  AND m.minute < least(until, date_bin('1 hour', since + interval '59 minutes 59.999999 seconds', 'epoch'))
                UNION ALL
                SELECT m.category, m.event_type, m.currency, m.events, m.quantity, m.revenue
                FROM public.events_by_minute AS m
                WHERE m.minute >= greatest(date_bin('1 hour', until, 'epoch'),
                                           date_bin('1 hour', since + interval '59 minutes 59.999999 seconds', 'epoch'))
                  AND m.minute < until) AS e
          GROUP BY e.category, e.currency) AS s
$$;

CREATE OR REPLACE FUNCTION sales_trend_between(since timestamptz, until timestamptz, bucket interval, wanted text, paid_in text)
    RETURNS TABLE (bucket_start timestamptz, category text, views bigint, clicks bigint, orders bigint, units numeric, revenue numeric,
                   carts bigint, removes bigint, checkouts bigint, refunds bigint, refunded numeric, net_revenue numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    -- Buckets of weeks begin on Mondays: 2000-01-03 is one.
    SELECT t.bucket_start, t.category, t.views, t.clicks, t.orders, t.units, t.revenue, t.carts, t.removes, t.checkouts, t.refunds, t.refunded,
           public.as_money(t.revenue - t.refunded, paid_in)
    FROM (SELECT date_bin(bucket, e.begins, '2000-01-03 00:00Z') AS bucket_start, e.category,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'view'), 0)::bigint AS views,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'click'), 0)::bigint AS clicks,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'buy' AND e.is_paid), 0)::bigint AS orders,
                 trim_scale(coalesce(sum(e.quantity) FILTER (WHERE e.event_type = 'buy' AND e.is_paid), 0)) AS units,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(e.revenue) FILTER (WHERE e.event_type = 'buy' AND e.is_paid), 0), paid_in) END AS revenue,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'cart'), 0)::bigint AS carts,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'remove'), 0)::bigint AS removes,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'checkout'), 0)::bigint AS checkouts,
                 coalesce(sum(e.events) FILTER (WHERE e.event_type = 'refund' AND e.is_paid), 0)::bigint AS refunds,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(e.revenue) FILTER (WHERE e.event_type = 'refund' AND e.is_paid), 0), paid_in) END AS refunded
          FROM (SELECT p.begins, p.category, p.event_type, p.events, p.quantity, p.revenue,
                       paid_in IS NULL OR coalesce(p.currency, '') = paid_in AS is_paid
                FROM (SELECT m.minute AS begins, m.category, m.event_type, m.currency, m.events, m.quantity, m.revenue
                      FROM public.events_by_minute AS m
                      WHERE bucket < interval '1 hour' AND m.minute >= since AND m.minute < until
                      UNION ALL
                      SELECT h.begins, h.category, h.event_type, h.currency, h.events, h.quantity, h.revenue
                      FROM public.events_in_hours(date_bin('1 hour', since + interval '59 minutes 59.999999 seconds', 'epoch'),
                                                  date_bin('1 hour', until + interval '59 minutes 59.999999 seconds', 'epoch'),
                                                  bucket >= interval '24 hours') AS h
                      WHERE bucket >= interval '1 hour') AS p
                WHERE (wanted IS NULL OR coalesce(p.category, '') = wanted)
                  AND (paid_in IS NULL OR p.currency IS NULL OR p.currency = paid_in)) AS e
          GROUP BY 1, 2) AS t
$$;

-- In whole minutes, so that begins and ends are what was counted.
CREATE OR REPLACE FUNCTION sales_compared(since timestamptz, until timestamptz, wanted text, paid_in text)
    RETURNS TABLE (compared text, begins timestamptz, ends timestamptz, views bigint, clicks bigint, orders bigint, units numeric,
                   revenue numeric, average_order_value numeric, conversion numeric, carts bigint, removes bigint, checkouts bigint,
                  refunds bigint, refunded numeric, net_revenue numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT c.compared, c.begins, c.ends, s.views, s.clicks, s.orders, s.units, s.revenue,
           round(s.revenue / nullif(s.orders, 0), public.currency_digits(paid_in)), round(s.orders::numeric / nullif(s.views, 0), 4),
           s.carts, s.removes, s.checkouts, s.refunds, s.refunded, s.revenue - s.refunded
    FROM (SELECT e.compared, date_bin('1 minute', since - e.earlier, 'epoch') AS begins,
                 date_bin('1 minute', until - e.earlier + interval '59.999999 seconds', 'epoch') AS ends
          FROM (VALUES ('now', interval '0'), ('a day before', interval '24 hours'), ('a week before', interval '168 hours'))
              AS e (compared, earlier)) AS c
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(b.views), 0)::bigint AS views, coalesce(sum(b.clicks), 0)::bigint AS clicks,
               coalesce(sum(b.orders) FILTER (WHERE paid_in IS NULL OR coalesce(b.currency, '') = paid_in), 0)::bigint AS orders,
               coalesce(trim_scale(sum(b.units) FILTER (WHERE paid_in IS NULL OR coalesce(b.currency, '') = paid_in)), 0) AS units,
               CASE WHEN paid_in IS NOT NULL
                    THEN public.as_money(coalesce(sum(b.revenue) FILTER (WHERE coalesce(b.currency, '') = paid_in), 0), paid_in) END AS revenue,
               coalesce(sum(b.carts), 0)::bigint AS carts, coalesce(sum(b.removes), 0)::bigint AS removes,
               coalesce(sum(b.checkouts), 0)::bigint AS checkouts,
               coalesce(sum(b.refunds) FILTER (WHERE paid_in IS NULL OR coalesce(b.currency, '') = paid_in), 0)::bigint AS refunds,
               CASE WHEN paid_in IS NOT NULL
                    THEN public.as_money(coalesce(sum(b.refunded) FILTER (WHERE coalesce(b.currency, '') = paid_in), 0), paid_in) END AS refunded
        FROM public.sales_between(c.begins, c.ends) AS b
        WHERE (wanted IS NULL OR coalesce(b.category, '') = wanted)
          AND (paid_in IS NULL OR b.currency IS NULL OR b.currency = paid_in)) AS s
$$;

-- A shop that has sold nothing yet has its zeros, too.
CREATE OR REPLACE VIEW sales_now AS
SELECT p.period, c.currency, s.compared, s.begins, s.ends, s.views, s.clicks, s.orders, s.units, s.revenue, s.average_order_value,
       s.conversion, s.carts, s.removes, s.checkouts, s.refunds, s.refunded, s.net_revenue
FROM (SELECT currency FROM currencies UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT FROM currencies)) AS c
CROSS JOIN (VALUES ('5 minutes', interval '5 minutes'), ('1 hour', '1 hour'), ('24 hours', '24 hours'), ('7 days', '168 hours'))
    AS p (period, span)
CROSS JOIN LATERAL sales_compared(now() - p.span, now(), NULL, coalesce(c.currency, '')) AS s;

-- Users ---------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE VIEW user_engagement_by_day AS
SELECT day, category, user_id, currency, views, clicks, buys AS orders, quantity AS units, revenue, carts, removes, checkouts, refunds, refunded,
       revenue - refunded AS net_revenue, views + clicks + carts + removes + checkouts + buys + refunds AS events
FROM user_by_day
WHERE (views, clicks, buys, carts, removes, checkouts, refunds) <> (0, 0, 0, 0, 0, 0, 0) AND user_id IS NOT NULL;

CREATE OR REPLACE VIEW user_engagement_total_by_day AS
SELECT day, user_id, currency, views, clicks, buys AS orders, quantity AS units, revenue, carts, removes, checkouts, refunds, refunded,
       revenue - refunded AS net_revenue, views + clicks + carts + removes + checkouts + buys + refunds AS events
FROM user_total_by_day
WHERE (views, clicks, buys, carts, removes, checkouts, refunds) <> (0, 0, 0, 0, 0, 0, 0) AND user_id IS NOT NULL;

-- The path is looked up and not joined: whoever does not select it, or limits the rows, does not pay for it.
CREATE OR REPLACE VIEW event_details AS
SELECT e.event_timestamp, e.event_type, e.user_id, e.product_id, e.product_name, e.category, trim_scale(e.quantity) AS quantity,
       as_money(e.price, e.currency) AS price, as_money(e.total_price, e.currency) AS total_price, e.currency,
       e.event_id, e.extra, e.source_file_id,
       (SELECT f.path FROM ingested_files AS f WHERE f.file_id = e.source_file_id) AS source_path, e.source_line, e.ingested_at
FROM raw_events AS e;

-- Each way to answer is a subquery with nothing outside but when to take it: so the planner leaves the others out, and makes
-- no parallel workers for them. By category it goes day by day (OFFSET 0 keeps it so), which is how the index is sorted.
-- Who did nothing that counts in this currency is left out.
CREATE OR REPLACE FUNCTION user_engagement_between(since timestamptz, until timestamptz, wanted text, paid_in text)
    RETURNS TABLE (user_id text, views bigint, clicks bigint, orders bigint, units numeric, revenue numeric, carts bigint, removes bigint,
                   checkouts bigint, refunds bigint, refunded numeric, net_revenue numeric, events bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT m.user_id, m.views, m.clicks, m.orders, m.units, m.revenue, m.carts, m.removes, m.checkouts, m.refunds,
           m.refunded, m.revenue - m.refunded, m.views + m.clicks + m.carts + m.removes + m.checkouts + m.orders + m.refunds
    FROM (SELECT e.user_id, count(*) FILTER (WHERE e.event_type = 'view') AS views,
                 count(*) FILTER (WHERE e.event_type = 'click') AS clicks, count(*) FILTER (WHERE e.event_type = 'buy') AS orders,
                 coalesce(trim_scale(sum(e.quantity) FILTER (WHERE e.event_type = 'buy')), 0) AS units,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'buy'), 0), paid_in) END AS revenue,
                 count(*) FILTER (WHERE e.event_type = 'cart') AS carts, count(*) FILTER (WHERE e.event_type = 'remove') AS removes,
                 count(*) FILTER (WHERE e.event_type = 'checkout') AS checkouts, count(*) FILTER (WHERE e.event_type = 'refund') AS refunds,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'refund'), 0), paid_in) END AS refunded
          FROM public.event_details AS e
          WHERE e.event_timestamp >= since AND e.event_timestamp < until AND e.user_id IS NOT NULL
            AND (wanted IS NULL OR coalesce(e.category, '') = wanted)
            AND (paid_in IS NULL OR coalesce(e.currency, '') = paid_in OR e.currency IS NULL AND e.event_type NOT IN ('buy', 'refund'))
          GROUP BY e.user_id) AS m
    WHERE until - since <= interval '6 hours'
    UNION ALL
    SELECT t.user_id, t.views, t.clicks, t.orders, t.units, t.revenue, t.carts, t.removes, t.checkouts, t.refunds,
           t.refunded, t.revenue - t.refunded, t.views + t.clicks + t.carts + t.removes + t.checkouts + t.orders + t.refunds
    FROM (SELECT d.user_id, sum(d.views)::bigint AS views, sum(d.clicks)::bigint AS clicks,
                 coalesce(sum(d.orders) FILTER (WHERE paid_in IS NULL OR coalesce(d.currency, '') = paid_in), 0)::bigint AS orders,
                 coalesce(trim_scale(sum(d.units) FILTER (WHERE paid_in IS NULL OR coalesce(d.currency, '') = paid_in)), 0) AS units,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(d.revenue) FILTER (WHERE coalesce(d.currency, '') = paid_in), 0), paid_in) END AS revenue,
                 sum(d.carts)::bigint AS carts, sum(d.removes)::bigint AS removes, sum(d.checkouts)::bigint AS checkouts,
                 coalesce(sum(d.refunds) FILTER (WHERE paid_in IS NULL OR coalesce(d.currency, '') = paid_in), 0)::bigint AS refunds,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(d.refunded) FILTER (WHERE coalesce(d.currency, '') = paid_in), 0), paid_in) END AS refunded
          FROM public.user_engagement_total_by_day AS d
          WHERE d.day >= (since AT TIME ZONE 'UTC')::date AND d.day <= ((until AT TIME ZONE 'UTC') - interval '1 microsecond')::date
            AND (paid_in IS NULL OR d.currency IS NULL OR d.currency = paid_in)
          GROUP BY d.user_id) AS t
    WHERE until - since > interval '6 hours' AND wanted IS NULL
      AND (t.views, t.clicks, t.orders, t.carts, t.removes, t.checkouts, t.refunds) <> (0, 0, 0, 0, 0, 0, 0)
    UNION ALL
    SELECT c.user_id, c.views, c.clicks, c.orders, c.units, c.revenue, c.carts, c.removes, c.checkouts, c.refunds,
           c.refunded, c.revenue - c.refunded, c.views + c.clicks + c.carts + c.removes + c.checkouts + c.orders + c.refunds
    FROM (SELECT d.user_id, sum(d.views)::bigint AS views, sum(d.clicks)::bigint AS clicks,
                 coalesce(sum(d.orders) FILTER (WHERE paid_in IS NULL OR coalesce(d.currency, '') = paid_in), 0)::bigint AS orders,
                 coalesce(trim_scale(sum(d.units) FILTER (WHERE paid_in IS NULL OR coalesce(d.currency, '') = paid_in)), 0) AS units,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(d.revenue) FILTER (WHERE coalesce(d.currency, '') = paid_in), 0), paid_in) END AS revenue,
                 sum(d.carts)::bigint AS carts, sum(d.removes)::bigint AS removes, sum(d.checkouts)::bigint AS checkouts,
                 coalesce(sum(d.refunds) FILTER (WHERE paid_in IS NULL OR coalesce(d.currency, '') = paid_in), 0)::bigint AS refunds,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(d.refunded) FILTER (WHERE coalesce(d.currency, '') = paid_in), 0), paid_in) END AS refunded
          FROM generate_series(0, ((until AT TIME ZONE 'UTC') - interval '1 microsecond')::date - (since AT TIME ZONE 'UTC')::date)
              AS n (day)
          CROSS JOIN LATERAL (
              SELECT * FROM public.user_engagement_by_day AS e
              WHERE e.day = (since AT TIME ZONE 'UTC')::date + n.day
                AND (e.category = wanted OR wanted = '' AND e.category IS NULL)
                AND (paid_in IS NULL OR e.currency IS NULL OR e.currency = paid_in)
              OFFSET 0) AS d
          GROUP BY d.user_id) AS c
    WHERE until - since > interval '6 hours' AND wanted IS NOT NULL
      AND (c.views, c.clicks, c.orders, c.carts, c.removes, c.checkouts, c.refunds) <> (0, 0, 0, 0, 0, 0, 0)
$$;

-- Where users are many (many_users()), what they did in whole days is not read from a row for each user and day, but from a
-- bit: user_bits, which are counted behind the merge, and are as of cohorts_as_of. Of a category there are some if it is large.

CREATE OR REPLACE VIEW user_numbers AS
SELECT number, user_id FROM user_first_days;

CREATE OR REPLACE VIEW user_scopes AS
SELECT 'all' AS scope, '-infinity'::date AS first_day FROM cohort_progress WHERE all_in_bits
UNION ALL
SELECT 'category:' || category, complete_since FROM categories_in_bits WHERE complete_since IS NOT NULL;

CREATE OR REPLACE FUNCTION users_are_many() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT EXISTS (SELECT FROM public.user_scopes AS s WHERE s.scope = 'all')
$$;

CREATE OR REPLACE FUNCTION user_scope(since timestamptz, until timestamptz, wanted text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT s.scope
    FROM public.user_scopes AS s
    WHERE s.scope = CASE WHEN wanted IS NULL THEN 'all' ELSE 'category:' || wanted END AND s.first_day <= (since AT TIME ZONE 'UTC')::date
      AND until - since > interval '6 hours' AND public.users_are_many()
$$;

CREATE OR REPLACE FUNCTION users_as_of(since timestamptz, until timestamptz, wanted text) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN public.user_scope(since, until, wanted) IS NOT NULL THEN (SELECT c.as_of FROM public.cohorts_as_of AS c) END
$$;

-- The users whose number is at least this: from the lowest digit up, one that is set makes it more, or keeps it as much.
CREATE OR REPLACE FUNCTION at_least(sums bit varying[], amount bigint) RETURNS bit varying
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    users bit varying := ~ (sums[1] # sums[1]);
BEGIN
    IF amount >> cardinality(sums) > 0 THEN
        RETURN ~ users;
    END IF;
    FOR n IN 1 .. cardinality(sums) LOOP
        users := CASE WHEN (amount >> (n - 1)) & 1 = 1 THEN users & sums[n] ELSE users | sums[n] END;
    END LOOP;
    RETURN users;
END
$$;

CREATE OR REPLACE FUNCTION funnel_of_days(first_day date, last_day date, of_scope text)
    RETURNS TABLE (viewed bigint, clicked bigint, bought bigint, clicked_in_all bigint, bought_in_all bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(sum(bit_count(u.viewed)), 0)::bigint, coalesce(sum(bit_count(u.viewed & u.clicked)), 0)::bigint,
           coalesce(sum(bit_count(u.viewed & u.clicked & u.bought)), 0)::bigint, coalesce(sum(bit_count(u.clicked)), 0)::bigint,
           coalesce(sum(bit_count(u.bought)), 0)::bigint
    FROM (SELECT bit_or(b.users) FILTER (WHERE b.measure = 'viewed') AS viewed,
                 bit_or(b.users) FILTER (WHERE b.measure = 'clicked') AS clicked,
                 bit_or(b.users) FILTER (WHERE b.measure = 'bought') AS bought
          FROM public.user_bits AS b
          WHERE b.scope = of_scope AND b.measure IN ('viewed', 'clicked', 'bought') AND b.days = 1 AND b.day >= first_day AND b.day <= last_day
          GROUP BY b.part) AS u
$$;

CREATE OR REPLACE FUNCTION funnel_between(since timestamptz, until timestamptz, wanted text)
    RETURNS TABLE (step int, event_type text, users bigint, users_in_all bigint, share_of_first numeric, drop_off bigint, drop_off_share numeric)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    f record;
    of_scope CONSTANT text := public.user_scope(since, until, wanted);
BEGIN
    IF of_scope IS NOT NULL THEN
        SELECT * INTO f
        FROM public.funnel_of_days((since AT TIME ZONE 'UTC')::date, ((until AT TIME ZONE 'UTC') - interval '1 microsecond')::date, of_scope);
    ELSE
        SELECT count(*) FILTER (WHERE u.views > 0) AS viewed,
               count(*) FILTER (WHERE u.views > 0 AND u.clicks > 0) AS clicked,
               count(*) FILTER (WHERE u.views > 0 AND u.clicks > 0 AND u.orders > 0) AS bought,
               count(*) FILTER (WHERE u.clicks > 0) AS clicked_in_all,
               count(*) FILTER (WHERE u.orders > 0) AS bought_in_all
        INTO f
        FROM public.user_engagement_between(since, until, wanted, NULL) AS u;
    END IF;
    RETURN QUERY
    SELECT s.step, s.event_type, s.users, s.users_in_all, round(s.users::numeric / nullif(f.viewed, 0), 4),
           s.users_before - s.users, round((s.users_before - s.users)::numeric / nullif(s.users_before, 0), 4)
    FROM (VALUES (1, 'view', f.viewed, f.viewed, f.viewed), (2, 'click', f.clicked, f.clicked_in_all, f.viewed),
                 (3, 'buy', f.bought, f.bought_in_all, f.clicked))
        AS s (step, event_type, users, users_in_all, users_before);
END
$$;

-- How many users had how many events.
CREATE OR REPLACE FUNCTION engagement_of_days(first_day date, last_day date, of_scope text)
    RETURNS TABLE (fewest bigint, most bigint, users bigint, events bigint, orders bigint, buyers bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH part AS MATERIALIZED (
        SELECT e.part, e.sums AS events, coalesce(o.sums, ARRAY[e.sums[1] # e.sums[1]]) AS orders
        FROM public.user_sums(ARRAY['events', 'looks'], first_day, last_day, NULL, true, of_scope) AS e
        LEFT JOIN public.user_sums(ARRAY['orders'], first_day, last_day, NULL, true, of_scope) AS o USING (part)
    )
    SELECT c.fewest, c.most, coalesce(sum(bit_count(c.users)), 0)::bigint, coalesce(sum(c.events), 0)::bigint,
           coalesce(sum(c.orders), 0)::bigint, coalesce(sum(bit_count(c.users & c.buyers)), 0)::bigint
    FROM (SELECT b.fewest, b.most, u.users, public.at_least(p.orders, 1) AS buyers,
                 (SELECT sum(bit_count(d.users & u.users) << (d.place - 1)::int) FROM unnest(p.events) WITH ORDINALITY AS d (users, place)) AS events,
                 (SELECT sum(bit_count(d.users & u.users) << (d.place - 1)::int) FROM unnest(p.orders) WITH ORDINALITY AS d (users, place)) AS orders
          FROM (VALUES (1, 1), (2, 5), (6, 10), (11, 25), (26, 50), (51, 100), (101, 500), (501, NULL)) AS b (fewest, most)
          LEFT JOIN part AS p ON true
          LEFT JOIN LATERAL (
              SELECT public.at_least(p.events, b.fewest)
                     & CASE WHEN b.most IS NULL THEN ~ (p.events[1] # p.events[1]) ELSE ~ public.at_least(p.events, b.most + 1) END) AS u (users)
              ON p.part IS NOT NULL) AS c
    GROUP BY c.fewest, c.most
$$;

CREATE OR REPLACE FUNCTION engagement_between(since timestamptz, until timestamptz, wanted text)
    RETURNS TABLE (fewest bigint, most bigint, users bigint, events bigint, orders bigint, buyers bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    of_scope CONSTANT text := public.user_scope(since, until, wanted);
BEGIN
    IF of_scope IS NOT NULL THEN
        RETURN QUERY
        SELECT * FROM public.engagement_of_days((since AT TIME ZONE 'UTC')::date,
                                                ((until AT TIME ZONE 'UTC') - interval '1 microsecond')::date, of_scope);
    ELSE
        -- Many users have as many events: those are added up before they are put into bands.
        RETURN QUERY
        SELECT b.fewest::bigint, b.most::bigint, coalesce(sum(n.users), 0)::bigint, coalesce(sum(n.users * n.events), 0)::bigint,
               coalesce(sum(n.orders), 0)::bigint, coalesce(sum(n.buyers), 0)::bigint
        FROM (VALUES (1, 1), (2, 5), (6, 10), (11, 25), (26, 50), (51, 100), (101, 500), (501, NULL)) AS b (fewest, most)
        LEFT JOIN (SELECT u.events, count(*) AS users, sum(u.orders) AS orders, count(*) FILTER (WHERE u.orders > 0) AS buyers
                   FROM (SELECT e.user_id, e.events, e.orders FROM public.user_engagement_between(since, until, wanted, NULL) AS e
                         WHERE until - since > interval '6 hours'
                         UNION ALL
                         SELECT e.user_id, count(*), count(*) FILTER (WHERE e.event_type = 'buy')
                         FROM public.event_details AS e
                         WHERE until - since <= interval '6 hours' AND e.event_timestamp >= since AND e.event_timestamp < until
                           AND e.user_id IS NOT NULL AND (wanted IS NULL OR coalesce(e.category, '') = wanted)
                         GROUP BY e.user_id) AS u
                   GROUP BY u.events) AS n
            ON n.events >= b.fewest AND n.events <= coalesce(b.most, n.events)
        GROUP BY b.fewest, b.most;
    END IF;
END
$$;

-- The users who may be among the first by events, orders or revenue. From the highest digit down: who has it is among the first if these
-- are enough, and else all of them are, and the others follow. more has the users who are worth more than as_much, digits has the sums
-- of all parts one behind the other. Of equal ones the shorter id comes first, then the lesser. Revenue was rounded up, at most once
-- for each day.
CREATE OR REPLACE FUNCTION top_users_of_days(first_day date, last_day date, paid_in text, ranked_by text, most bigint, of_scope text)
    RETURNS TABLE (user_id text)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    none CONSTANT bit varying := repeat('0', 65536)::bit varying;
    parts int[] := '{}';
    part int;
    sums bit varying[];
    digits bit varying[] := '{}';
    places int[] := '{1}';
    more bit varying[] := '{}';
    as_much bit varying[] := '{}';
    with_digit bit varying[];
    came bit varying;
    so_many bigint := 0;
    now_many bigint;
    worth bigint := 0;
    slack bigint := 0;
BEGIN
    FOR part, sums IN
        SELECT s.part, s.sums
        FROM public.user_sums(CASE ranked_by WHEN 'revenue' THEN ARRAY['paid'] WHEN 'orders' THEN ARRAY['orders'] ELSE ARRAY['events', 'looks'] END,
                              first_day, last_day, paid_in, true, of_scope) AS s
        ORDER BY s.part
    LOOP
        parts := parts || part;
        digits := digits || sums;
        places := places || cardinality(digits) + 1;
        more := more || none;
        as_much := as_much || ~ none;
    END LOOP;
    FOR digit IN REVERSE coalesce((SELECT max(places[n + 1] - places[n]) FROM generate_series(1, cardinality(parts)) AS n), 0) - 1 .. 0 LOOP
        now_many := so_many;
        with_digit := '{}';
        FOR n IN 1 .. cardinality(parts) LOOP
            with_digit := with_digit || CASE WHEN places[n] + digit < places[n + 1] THEN as_much[n] & digits[places[n] + digit] ELSE none END;
            now_many := now_many + bit_count(with_digit[n]);
        END LOOP;
        IF now_many >= most THEN
            worth := worth + (1::bigint << digit);
            as_much := with_digit;
        ELSE
            so_many := now_many;
            FOR n IN 1 .. cardinality(parts) LOOP
                more[n] := more[n] | with_digit[n];
                as_much[n] := as_much[n] & ~ with_digit[n];
            END LOOP;
        END IF;
    END LOOP;

    IF ranked_by = 'revenue' AND EXISTS (
            SELECT FROM public.user_bits AS b
            WHERE b.scope = of_scope AND b.measure = 'part_of_unit' AND b.days = 1 AND b.day >= first_day AND b.day <= last_day
              AND coalesce(b.currency, '') = paid_in) THEN
        slack := last_day - first_day + 1;
        worth := greatest(worth - slack, 0);
        FOR n IN 1 .. cardinality(parts) LOOP
            as_much[n] := public.at_least(digits[places[n] : places[n + 1] - 1], worth) & ~ more[n];
        END LOOP;
    END IF;
    -- Who has nothing to be ranked by is among the first where others are too few.
    IF worth = 0 THEN
        sums := as_much;
        as_much := '{}';
        FOR part, came IN
            SELECT b.part, bit_or(b.users)
            FROM public.user_bits AS b
            WHERE b.scope = of_scope AND b.measure IN ('events', 'looks') AND b.days = 1 AND b.day >= first_day AND b.day <= last_day
              AND (b.measure = 'looks' OR coalesce(b.currency, '') = paid_in)
            GROUP BY b.part
            ORDER BY b.part
        LOOP
            IF array_position(parts, part) IS NULL THEN
                parts := parts || part;
                more := more || none;
                sums := sums || ~ none;
            END IF;
            as_much[array_position(parts, part)] := came & sums[array_position(parts, part)];
        END LOOP;
    END IF;

    RETURN QUERY
    WITH word AS (
        SELECT w.number, w.is_more, w.users
        FROM (SELECT 65536 * p.part + 64 * i.place AS number, s.is_more, substring(s.users FROM 64 * i.place + 1 FOR 64)::bit(64) AS users
              FROM unnest(parts, more, as_much) AS p (part, more, as_much)
              CROSS JOIN LATERAL (VALUES (true, p.more), (false, p.as_much)) AS s (is_more, users)
              CROSS JOIN generate_series(0, 1023) AS i (place)) AS w
        WHERE w.users <> 0::bit(64)
    ), found AS (
        -- One after the other by the index: the planner thinks that they are many.
        SELECT n.user_id, w.is_more
        FROM word AS w
        JOIN generate_series(0, 63) AS bit (place) ON get_bit(w.users, bit.place) = 1
        CROSS JOIN LATERAL (SELECT k.user_id FROM public.user_numbers AS k WHERE k.number = w.number + bit.place OFFSET 0) AS n
    )
    SELECT f.user_id FROM found AS f WHERE f.is_more
    UNION ALL
    (SELECT f.user_id FROM found AS f WHERE NOT f.is_more ORDER BY length(f.user_id), f.user_id LIMIT CASE WHEN slack = 0 THEN most END);
END
$$;

-- A condition that is the only one of a subquery (OFFSET 0) keeps the planner from starting workers for what has nothing to do.
-- paid_in may not be null here: of no currency there is no revenue to rank by. What users did in a few hours is only added up for
-- those who are among the first. Who bought nothing is not, if there are enough who did.
CREATE OR REPLACE FUNCTION top_users_between(since timestamptz, until timestamptz, wanted text, paid_in text, ranked_by text, most bigint)
    RETURNS TABLE (user_id text, views bigint, clicks bigint, orders bigint, units numeric, revenue numeric, carts bigint, removes bigint,
                   checkouts bigint, refunds bigint, refunded numeric, net_revenue numeric, events bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    first_day CONSTANT date := (since AT TIME ZONE 'UTC')::date;
    last_day CONSTANT date := ((until AT TIME ZONE 'UTC') - interval '1 microsecond')::date;
    of_scope CONSTANT text := public.user_scope(since, until, wanted);
    buyers_only boolean := coalesce(ranked_by IN ('revenue', 'orders'), false);
    first_ones text[];
    least_of_these numeric;
BEGIN
    IF of_scope IS NOT NULL AND NOT (ranked_by = 'revenue' AND EXISTS (
           SELECT FROM public.user_bits AS b
           WHERE b.scope = of_scope AND b.measure = 'beyond' AND b.days = 1 AND b.day >= first_day AND b.day <= last_day
             AND coalesce(b.currency, '') = paid_in)) THEN
        RETURN QUERY
        SELECT s.user_id, s.views, s.clicks, s.orders, s.units, public.as_money(s.revenue, paid_in), s.carts, s.removes, s.checkouts,
               s.refunds, public.as_money(s.refunded, paid_in), public.as_money(s.revenue - s.refunded, paid_in),
               s.views + s.clicks + s.carts + s.removes + s.checkouts + s.orders + s.refunds
        FROM (SELECT d.user_id, sum(d.views)::bigint AS views, sum(d.clicks)::bigint AS clicks,
                     coalesce(sum(d.orders) FILTER (WHERE coalesce(d.currency, '') = paid_in), 0)::bigint AS orders,
                     coalesce(trim_scale(sum(d.units) FILTER (WHERE coalesce(d.currency, '') = paid_in)), 0) AS units,
                     coalesce(sum(d.revenue) FILTER (WHERE coalesce(d.currency, '') = paid_in), 0) AS revenue,
                     sum(d.carts)::bigint AS carts, sum(d.removes)::bigint AS removes, sum(d.checkouts)::bigint AS checkouts,
                     coalesce(sum(d.refunds) FILTER (WHERE coalesce(d.currency, '') = paid_in), 0)::bigint AS refunds,
                     coalesce(sum(d.refunded) FILTER (WHERE coalesce(d.currency, '') = paid_in), 0) AS refunded
              FROM public.top_users_of_days(first_day, last_day, paid_in, ranked_by, most, of_scope) AS t
              CROSS JOIN generate_series(0, last_day - first_day) AS n (day)
              CROSS JOIN LATERAL (
                  SELECT e.*
                  FROM (SELECT k.user_id, k.currency, k.views, k.clicks, k.orders, k.units, k.revenue, k.carts, k.removes, k.checkouts, k.refunds, k.refunded
                        FROM public.user_engagement_total_by_day AS k
                        WHERE k.day = first_day + n.day AND k.user_id = t.user_id OFFSET 0) AS e
                  WHERE wanted IS NULL
                  UNION ALL
                  SELECT e.*
                  FROM (SELECT k.user_id, k.currency, k.views, k.clicks, k.orders, k.units, k.revenue, k.carts, k.removes, k.checkouts, k.refunds, k.refunded
                        FROM public.user_engagement_by_day AS k
                        WHERE k.day = first_day + n.day AND k.category = wanted AND k.user_id = t.user_id OFFSET 0) AS e
                  WHERE wanted <> ''
                  UNION ALL
                  SELECT e.*
                  FROM (SELECT k.user_id, k.currency, k.views, k.clicks, k.orders, k.units, k.revenue, k.carts, k.removes, k.checkouts, k.refunds, k.refunded
                        FROM public.user_engagement_by_day AS k
                        WHERE k.day = first_day + n.day AND k.category IS NULL AND k.user_id = t.user_id OFFSET 0) AS e
                  WHERE wanted = ''
                  OFFSET 0) AS d
              WHERE d.currency IS NULL OR d.currency = paid_in
              GROUP BY d.user_id) AS s
        WHERE (s.views, s.clicks, s.orders, s.carts, s.removes, s.checkouts, s.refunds) <> (0, 0, 0, 0, 0, 0, 0)
        ORDER BY CASE ranked_by WHEN 'revenue' THEN s.revenue WHEN 'orders' THEN s.orders
                      ELSE s.views + s.clicks + s.carts + s.removes + s.checkouts + s.orders + s.refunds END DESC,
                 length(s.user_id), s.user_id
        LIMIT most;
        RETURN;
    END IF;

    IF until - since > interval '6 hours' THEN
        RETURN QUERY
        SELECT * FROM public.user_engagement_between(since, until, wanted, paid_in) AS u
        ORDER BY CASE ranked_by WHEN 'revenue' THEN u.revenue WHEN 'orders' THEN u.orders ELSE u.events END DESC,
                 length(u.user_id), u.user_id
        LIMIT most;
        RETURN;
    END IF;

    LOOP
        SELECT array_agg(u.user_id), min(u.value) INTO first_ones, least_of_these
        FROM (SELECT e.user_id, CASE ranked_by WHEN 'revenue' THEN coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'buy'), 0)
                                               WHEN 'orders' THEN count(*) FILTER (WHERE e.event_type = 'buy') ELSE count(*) END AS value
              FROM public.event_details AS e
              WHERE e.event_timestamp >= since AND e.event_timestamp < until AND e.user_id IS NOT NULL
                AND (NOT buyers_only OR e.event_type = 'buy') AND (wanted IS NULL OR coalesce(e.category, '') = wanted)
                AND (coalesce(e.currency, '') = paid_in OR e.currency IS NULL AND e.event_type NOT IN ('buy', 'refund'))
              GROUP BY e.user_id
              ORDER BY value DESC, length(e.user_id), e.user_id
              LIMIT most) AS u;
        EXIT WHEN NOT buyers_only OR cardinality(first_ones) = most AND least_of_these > 0;
        buyers_only := false;
    END LOOP;
    RETURN QUERY
    SELECT s.user_id, s.views, s.clicks, s.orders, trim_scale(s.units), public.as_money(s.revenue, paid_in), s.carts, s.removes, s.checkouts,
           s.refunds, public.as_money(s.refunded, paid_in), public.as_money(s.revenue - s.refunded, paid_in),
           s.views + s.clicks + s.carts + s.removes + s.checkouts + s.orders + s.refunds
    FROM (SELECT e.user_id, count(*) FILTER (WHERE e.event_type = 'view') AS views,
                 count(*) FILTER (WHERE e.event_type = 'click') AS clicks, count(*) FILTER (WHERE e.event_type = 'buy') AS orders,
                 coalesce(sum(e.quantity) FILTER (WHERE e.event_type = 'buy'), 0) AS units,
                 coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'buy'), 0) AS revenue,
                 count(*) FILTER (WHERE e.event_type = 'cart') AS carts, count(*) FILTER (WHERE e.event_type = 'remove') AS removes,
                 count(*) FILTER (WHERE e.event_type = 'checkout') AS checkouts, count(*) FILTER (WHERE e.event_type = 'refund') AS refunds,
                 coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'refund'), 0) AS refunded
          FROM public.event_details AS e
          WHERE e.event_timestamp >= since AND e.event_timestamp < until AND e.user_id = ANY (first_ones)
            AND (wanted IS NULL OR coalesce(e.category, '') = wanted)
            AND (coalesce(e.currency, '') = paid_in OR e.currency IS NULL AND e.event_type NOT IN ('buy', 'refund'))
          GROUP BY e.user_id) AS s
    ORDER BY CASE ranked_by WHEN 'revenue' THEN s.revenue WHEN 'orders' THEN s.orders
                  ELSE s.views + s.clicks + s.carts + s.removes + s.checkouts + s.orders + s.refunds END DESC,
             length(s.user_id), s.user_id;
END
$$;

CREATE OR REPLACE VIEW user_events AS
SELECT day, part, users, event_ids FROM user_events_by_day;

-- Day by day from the newest until there are enough, from each to the one before on which anybody was there, and only days on which the
-- aggregates know of some. Where the ids of a day lie ready and nothing has changed it since, they are looked up, some at a time: a user may have very many. If it has changed, they are
-- looked up, too, and user_total_by_day tells how many there should be: those that are lacking are looked for hour by hour, from the
-- newest on, until all are found. So is a day without ids. What comes out is exact at each moment. One plan for all days: to plan takes
-- longer than to look up. OFFSET 0 keeps the index of times out of it, which tells pages and no rows.
CREATE OR REPLACE FUNCTION newest_events_of_user(since timestamptz, until timestamptz, of_user text, of_type text, wanted text,
                                                 of_product text, most bigint)
    RETURNS TABLE (event_id uuid)
    LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    first_day CONSTANT date := (since AT TIME ZONE 'UTC')::date;
    last_day CONSTANT date := ((until AT TIME ZONE 'UTC') - interval '1 microsecond')::date;
    of_number CONSTANT int := (SELECT n.number FROM public.user_numbers AS n WHERE n.user_id = of_user);
    changed CONSTANT date[] := ARRAY(SELECT u.day FROM public.unsettled_days AS u);
    together CONSTANT int := 256;
    of_day date := last_day + 1;
    of_hour timestamptz;
    events bigint;
    of_this_type bigint;
    lacking bigint;
    ids uuid[];
    more uuid[];
    returned bigint;
    missing bigint := most;
BEGIN
    LOOP
        of_day := (SELECT u.day FROM public.user_engagement_total_by_day AS u
                   WHERE u.day >= first_day AND u.day < of_day ORDER BY u.day DESC LIMIT 1);
        EXIT WHEN of_day IS NULL;
        SELECT sum(u.events),
               sum(CASE of_type WHEN 'view' THEN u.views WHEN 'click' THEN u.clicks WHEN 'cart' THEN u.carts WHEN 'remove' THEN u.removes
                                WHEN 'checkout' THEN u.checkouts WHEN 'buy' THEN u.orders WHEN 'refund' THEN u.refunds ELSE u.events END)
        INTO events, of_this_type
        FROM public.user_engagement_total_by_day AS u
        WHERE u.day = of_day AND u.user_id = of_user;
        CONTINUE WHEN coalesce(of_this_type, 0) = 0;
        CONTINUE WHEN wanted <> '' AND NOT EXISTS (
            SELECT FROM public.user_engagement_by_day AS u WHERE u.day = of_day AND u.category = wanted AND u.user_id = of_user);
        CONTINUE WHEN wanted = '' AND NOT EXISTS (
            SELECT FROM public.user_engagement_by_day AS u WHERE u.day = of_day AND u.category IS NULL AND u.user_id = of_user);
        CONTINUE WHEN of_product IS NOT NULL AND NOT EXISTS (
            SELECT FROM public.product_events_by_day AS p WHERE p.day = of_day AND p.product_id = of_product);
        ids := ARRAY(
            SELECT u.event_id
            FROM public.user_events AS e CROSS JOIN LATERAL unnest(e.users, e.event_ids) WITH ORDINALITY AS u (number, event_id, place)
            WHERE e.day = of_day AND e.part = of_number >> 6 AND u.number = of_number & 63
            ORDER BY u.place);
        IF of_day = ANY (changed) THEN
            -- So many are sooner found where they are close together.
            ids := CASE WHEN events <= 4 * together THEN ids ELSE '{}' END;
            IF cardinality(ids) > 0 THEN
                ids := ARRAY(
                    SELECT d.event_id
                    FROM (SELECT k.event_id, k.user_id, k.event_timestamp FROM public.event_details AS k WHERE k.event_id = ANY (ids) OFFSET 0) AS d
                    WHERE d.user_id = of_user AND d.event_timestamp >= of_day::timestamp AT TIME ZONE 'UTC'
                      AND d.event_timestamp < (of_day + 1)::timestamp AT TIME ZONE 'UTC');
                FOR of_hour IN
                    SELECT DISTINCT h.hour
                    FROM public.events_by_hour AS h
                    WHERE h.hour >= of_day::timestamp AT TIME ZONE 'UTC' AND h.hour < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
                    ORDER BY h.hour DESC
                LOOP
                    EXIT WHEN cardinality(ids) >= events;
                    more := ARRAY(
                        SELECT d.event_id
                        FROM public.event_details AS d
                        WHERE d.event_timestamp >= of_hour AND d.event_timestamp < of_hour + interval '1 hour' AND d.user_id = of_user
                          AND d.event_id <> ALL (ids));
                    ids := ids || more;
                END LOOP;
            END IF;
        END IF;
        IF cardinality(ids) > 0 THEN
            -- Of a day that has changed they are in no order.
            FOR n IN 0 .. CASE WHEN of_day = ANY (changed) THEN 0 ELSE (cardinality(ids) - 1) / together END LOOP
                RETURN QUERY
                SELECT d.event_id
                FROM (SELECT k.event_id, k.event_timestamp, k.user_id, k.event_type, k.category, k.product_id
                      FROM public.event_details AS k
                      WHERE k.event_id = ANY (CASE WHEN of_day = ANY (changed) THEN ids ELSE ids[together * n + 1 : together * (n + 1)] END)
                      OFFSET 0) AS d
                WHERE d.event_timestamp >= since AND d.event_timestamp < until
                  AND d.user_id = of_user AND (of_type IS NULL OR d.event_type = of_type)
                  AND (wanted IS NULL OR coalesce(d.category, '') = wanted) AND (of_product IS NULL OR d.product_id = of_product)
                ORDER BY d.event_timestamp DESC, d.event_id
                LIMIT missing;
                GET DIAGNOSTICS returned = ROW_COUNT;
                missing := missing - returned;
                IF missing <= 0 THEN
                    RETURN;
                END IF;
            END LOOP;
            CONTINUE;
        END IF;
        lacking := CASE WHEN wanted IS NULL AND of_product IS NULL THEN of_this_type END;
        FOR of_hour IN
            SELECT DISTINCT h.hour
            FROM public.events_by_hour AS h
            WHERE h.hour >= of_day::timestamp AT TIME ZONE 'UTC' AND h.hour < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
              AND h.hour > since - interval '1 hour' AND h.hour < until
              AND (wanted IS NULL OR coalesce(h.category, '') = wanted) AND (of_type IS NULL OR h.event_type = of_type)
            ORDER BY h.hour DESC
        LOOP
            RETURN QUERY
            SELECT d.event_id
            FROM public.event_details AS d
            WHERE d.event_timestamp >= greatest(of_hour, since) AND d.event_timestamp < least(of_hour + interval '1 hour', until)
              AND d.user_id = of_user AND (of_type IS NULL OR d.event_type = of_type)
              AND (wanted IS NULL OR coalesce(d.category, '') = wanted) AND (of_product IS NULL OR d.product_id = of_product)
            ORDER BY d.event_timestamp DESC, d.event_id
            LIMIT missing;
            GET DIAGNOSTICS returned = ROW_COUNT;
            missing := missing - returned;
            IF missing <= 0 THEN
                RETURN;
            END IF;
            lacking := lacking - returned;
            EXIT WHEN lacking <= 0;
        END LOOP;
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION active_of_days(first_day date, last_day date) RETURNS TABLE (users bigint, buyers bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(sum(bit_count(u.came)), 0)::bigint, coalesce(sum(bit_count(u.bought)), 0)::bigint
    FROM (SELECT bit_or(b.users) FILTER (WHERE b.measure = 'came') AS came, bit_or(b.users) FILTER (WHERE b.measure = 'bought') AS bought
          FROM public.user_bits AS b
          WHERE b.scope = 'all' AND b.measure IN ('came', 'bought') AND b.days = 1 AND b.day >= first_day AND b.day <= last_day
          GROUP BY b.part) AS u
$$;

-- As below. The window goes over days that are taken out of the table once, not once for each day that looks back at them.
CREATE OR REPLACE FUNCTION new_and_returning_of_days(first_day date, last_day date)
    RETURNS TABLE (day date, users bigint, new_users bigint, returning_users bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT s.day, sum(bit_count(s.users))::bigint, sum(bit_count(s.users) - bit_count(s.users & s.before))::bigint,
           sum(bit_count(s.users & s.before))::bigint
    FROM (SELECT d.day, d.users, coalesce(bit_or(d.users) OVER (
                     PARTITION BY d.part ORDER BY d.day RANGE BETWEEN interval '30 days' PRECEDING AND interval '1 day' PRECEDING),
                     d.users # d.users) AS before
          FROM (SELECT b.day, b.part, bit_or(b.users) AS users
                FROM public.user_bits AS b
                WHERE b.scope = 'all' AND b.measure = 'came' AND b.days = 1 AND b.day >= greatest(first_day, last_day - 30) - 30 AND b.day <= last_day
                GROUP BY b.day, b.part) AS d) AS s
    WHERE s.day >= greatest(first_day, last_day - 30)
    GROUP BY s.day
$$;

-- The days of a user are the bits of one number, bit 0 being last_day: a single pass, twice as fast as distinct pairs of user
-- and day. Such a number holds 62 days, 31 to show and 30 to look back; a longer history costs nothing. Many users have the
-- same days, so users are counted by them before the days are taken apart.
CREATE OR REPLACE FUNCTION new_and_returning_users_between(first_day date, last_day date)
    RETURNS TABLE (day date, users bigint, new_users bigint, returning_users bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    IF public.users_are_many() THEN
        RETURN QUERY SELECT * FROM public.new_and_returning_of_days(first_day, last_day);
    ELSE
        RETURN QUERY
        SELECT last_day - seen.ago, sum(seen.users)::bigint, coalesce(sum(seen.users) FILTER (WHERE seen.is_new), 0)::bigint,
               coalesce(sum(seen.users) FILTER (WHERE NOT seen.is_new), 0)::bigint
        FROM (SELECT n.ago, s.users, (s.days >> (n.ago + 1)) & ((1::bigint << 30) - 1) = 0 AS is_new
              FROM (SELECT u.days, count(*) AS users
                    FROM (SELECT d.user_id, bit_or(1::bigint << (last_day - d.day)) AS days
                          FROM public.user_engagement_total_by_day AS d
                          WHERE d.day >= greatest(first_day, last_day - 30) - 30 AND d.day <= last_day
                          GROUP BY d.user_id) AS u
                    GROUP BY u.days) AS s
              JOIN generate_series(0, least(last_day - first_day, 30)) AS n (ago) ON (s.days >> n.ago) & 1 = 1) AS seen
        GROUP BY seen.ago;
    END IF;
END
$$;

-- To the microsecond, or in whole days up to today.
CREATE OR REPLACE FUNCTION active_since(since timestamptz, in_days boolean) RETURNS TABLE (users bigint, buyers bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    first_day CONSTANT date := (since AT TIME ZONE 'UTC')::date;
    last_day CONSTANT date := (now() AT TIME ZONE 'UTC')::date;
BEGIN
    IF in_days AND public.users_are_many() THEN
        RETURN QUERY SELECT * FROM public.active_of_days(first_day, last_day);
    ELSIF in_days THEN
        RETURN QUERY
        SELECT count(*), count(*) FILTER (WHERE u.orders > 0)
        FROM (SELECT d.user_id, sum(d.orders) AS orders
              FROM public.user_engagement_total_by_day AS d
              WHERE d.day >= first_day AND d.day <= last_day
              GROUP BY d.user_id) AS u;
    ELSE
        RETURN QUERY
        SELECT count(*), count(*) FILTER (WHERE u.orders > 0)
        FROM (SELECT e.user_id, count(*) FILTER (WHERE e.event_type = 'buy') AS orders
              FROM public.event_details AS e
              WHERE e.event_timestamp >= since AND e.event_timestamp <= now() AND e.user_id IS NOT NULL
              GROUP BY e.user_id) AS u;
    END IF;
END
$$;

CREATE OR REPLACE VIEW active_users AS
SELECT p.period, p.since, c.users, c.buyers
FROM (VALUES (1, '5 minutes', now() - interval '5 minutes'), (2, '1 hour', now() - interval '1 hour'),
             (3, 'today', date_trunc('day', now(), 'UTC')),
             (4, '7 days', date_trunc('day', now(), 'UTC') - interval '144 hours')) AS p (place, period, since)
CROSS JOIN LATERAL active_since(p.since, p.place > 2) AS c
ORDER BY p.place;

CREATE OR REPLACE VIEW new_and_returning_users AS
SELECT day, users, new_users, returning_users
FROM new_and_returning_users_between((now() AT TIME ZONE 'UTC')::date - 29, (now() AT TIME ZONE 'UTC')::date);

CREATE OR REPLACE VIEW funnel AS
SELECT p.period, s.step, s.event_type, s.users, s.users_in_all, s.share_of_first, s.drop_off, s.drop_off_share
FROM (VALUES ('1 hour', now() - interval '1 hour'), ('today', date_trunc('day', now(), 'UTC')),
             ('7 days', date_trunc('day', now(), 'UTC') - interval '144 hours'),
             ('30 days', date_trunc('day', now(), 'UTC') - interval '696 hours')) AS p (period, since)
-- Behind today's last microsecond, so that today is a range of a day in the small hours, too.
CROSS JOIN LATERAL funnel_between(p.since, CASE p.period WHEN '1 hour' THEN now()
    ELSE date_trunc('day', now(), 'UTC') + interval '24 hours' END, NULL) AS s;

CREATE OR REPLACE VIEW user_engagement AS
SELECT user_id, currency, sum(views)::bigint AS views, sum(clicks)::bigint AS clicks, sum(orders)::bigint AS orders,
       trim_scale(sum(units)) AS units, as_money(sum(revenue), currency) AS revenue, sum(events)::bigint AS events,
       sum(carts)::bigint AS carts, sum(removes)::bigint AS removes, sum(checkouts)::bigint AS checkouts, sum(refunds)::bigint AS refunds,
       as_money(sum(refunded), currency) AS refunded, as_money(sum(net_revenue), currency) AS net_revenue
FROM user_engagement_total_by_day
WHERE day >= (now() AT TIME ZONE 'UTC')::date - 6 AND day <= (now() AT TIME ZONE 'UTC')::date
GROUP BY user_id, currency;

-- Guests: those of a day are one row, and the known users are what is left of the sales. A row is looked up for each day: as a join
-- it would be planned as a walk through all users of all days.

CREATE OR REPLACE VIEW guests_by_day AS
SELECT day, currency, views, clicks, buys AS orders, trim_scale(quantity) AS units, revenue
FROM user_total_by_day
WHERE user_id IS NULL AND (views, clicks, buys, revenue) <> (0, 0, 0, 0);

CREATE OR REPLACE FUNCTION guests_between(first_day date, last_day date, paid_in text)
    RETURNS TABLE (day date, guest_views bigint, guest_clicks bigint, guest_orders bigint, guest_units numeric, guest_revenue numeric,
                   known_views bigint, known_clicks bigint, known_orders bigint, known_units numeric, known_revenue numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT d.day, d.guest_views, d.guest_clicks, d.guest_orders, d.guest_units, public.as_money(d.guest_revenue, paid_in),
           d.views - d.guest_views, d.clicks - d.guest_clicks, d.orders - d.guest_orders, d.units - d.guest_units,
           public.as_money(d.revenue - d.guest_revenue, paid_in)
    FROM (SELECT a.day, sum(a.views)::bigint AS views, sum(a.clicks)::bigint AS clicks,
                 coalesce(sum(a.orders) FILTER (WHERE a.is_paid), 0)::bigint AS orders,
                 trim_scale(coalesce(sum(a.units) FILTER (WHERE a.is_paid), 0)) AS units,
                 CASE WHEN paid_in IS NOT NULL THEN coalesce(sum(a.revenue) FILTER (WHERE a.is_paid), 0) END AS revenue,
                 coalesce(sum(g.views), 0)::bigint AS guest_views, coalesce(sum(g.clicks), 0)::bigint AS guest_clicks,
                 coalesce(sum(g.orders) FILTER (WHERE a.is_paid), 0)::bigint AS guest_orders,
                 trim_scale(coalesce(sum(g.units) FILTER (WHERE a.is_paid), 0)) AS guest_units,
                 CASE WHEN paid_in IS NOT NULL THEN coalesce(sum(g.revenue) FILTER (WHERE a.is_paid), 0) END AS guest_revenue
          FROM (SELECT (h.hour AT TIME ZONE 'UTC')::date AS day, h.currency,
                       coalesce(sum(h.events) FILTER (WHERE h.event_type = 'view'), 0) AS views,
                       coalesce(sum(h.events) FILTER (WHERE h.event_type = 'click'), 0) AS clicks,
                       coalesce(sum(h.events) FILTER (WHERE h.event_type = 'buy'), 0) AS orders,
                       coalesce(sum(h.quantity) FILTER (WHERE h.event_type = 'buy'), 0) AS units,
                       coalesce(sum(h.revenue) FILTER (WHERE h.event_type = 'buy'), 0) AS revenue,
                       paid_in IS NULL OR coalesce(h.currency, '') = paid_in AS is_paid
                FROM public.events_by_hour AS h
                WHERE h.hour >= first_day::timestamp AT TIME ZONE 'UTC' AND h.hour < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
                  AND h.event_type IN ('view', 'click', 'buy') AND (paid_in IS NULL OR h.currency IS NULL OR h.currency = paid_in)
                GROUP BY 1, 2) AS a
          LEFT JOIN LATERAL (
              SELECT k.views, k.clicks, k.orders, k.units, k.revenue
              FROM public.guests_by_day AS k
              WHERE k.day = a.day AND k.currency IS NOT DISTINCT FROM a.currency
              LIMIT 1) AS g ON true
          GROUP BY a.day) AS d
$$;

CREATE OR REPLACE VIEW guests AS
SELECT c.currency, g.day, g.guest_views, g.guest_clicks, g.guest_orders, g.guest_units, g.guest_revenue, g.known_views, g.known_clicks,
       g.known_orders, g.known_units, g.known_revenue
FROM (SELECT currency FROM currencies UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT FROM currencies)) AS c
CROSS JOIN LATERAL guests_between((now() AT TIME ZONE 'UTC')::date - 29, (now() AT TIME ZONE 'UTC')::date, coalesce(c.currency, '')) AS g;

-- Sessions: see recounted_sessions(). By whole hours, in which they began. -------------------------------------------------------

CREATE OR REPLACE VIEW sessions_as_of AS
SELECT CASE WHEN NOT m.pending THEN now()
            WHEN m.never THEN NULL
            ELSE least(m.counted_to, p.days_taken_at) END AS as_of, m.pending
FROM cohort_progress AS p
CROSS JOIN (SELECT EXISTS (SELECT FROM marked_days) OR count(*) > 0 AS pending,
                   coalesce(bool_or(counted_to IS NULL), false) AS never, min(counted_to) AS counted_to
            FROM marked_sessions) AS m;

CREATE OR REPLACE VIEW sessions AS
SELECT hour, sum(sessions)::bigint AS sessions, sum(bounces)::bigint AS bounces,
       coalesce(sum(sessions) FILTER (WHERE steps & 32 > 0), 0)::bigint AS buying, sum(views)::bigint AS views,
       sum(events)::bigint AS events, sum(seconds) AS seconds
FROM sessions_by_hour
GROUP BY hour;

CREATE OR REPLACE FUNCTION sessions_between(since timestamptz, until timestamptz, bucket interval)
    RETURNS TABLE (bucket_start timestamptz, sessions bigint, bounces bigint, buying bigint, views bigint, events bigint,
                   bounce_share numeric, buying_share numeric, mean_seconds numeric, mean_views numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT b.start, b.sessions, b.bounces, b.buying, b.views, b.events, round(b.bounces::numeric / b.sessions, 4),
           round(b.buying::numeric / b.sessions, 4), round(b.seconds / b.sessions, 1), round(b.views::numeric / b.sessions, 2)
    FROM (SELECT date_bin(bucket, s.hour, '2000-01-03 00:00Z') AS start, sum(s.sessions)::bigint AS sessions,
                 sum(s.bounces)::bigint AS bounces, sum(s.buying)::bigint AS buying, sum(s.views)::bigint AS views,
                 sum(s.events)::bigint AS events, sum(s.seconds) AS seconds
          FROM public.sessions AS s
          WHERE s.hour >= date_trunc('hour', since, 'UTC') AND s.hour < until
          GROUP BY 1) AS b
$$;

CREATE OR REPLACE VIEW session_products AS
SELECT day, product_id, landings, bounces, leavings FROM session_ends_by_day;

CREATE OR REPLACE FUNCTION session_products_between(first_day date, last_day date)
    RETURNS TABLE (product_id text, landings bigint, bounces bigint, bounce_share numeric, leavings bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT p.product_id, sum(p.landings)::bigint, sum(p.bounces)::bigint, round(sum(p.bounces) / nullif(sum(p.landings), 0), 4),
           sum(p.leavings)::bigint
    FROM public.session_products AS p
    WHERE p.day >= first_day AND p.day <= last_day
    GROUP BY p.product_id
$$;

-- Cohorts: the users whose first event (basis event) or first buy (basis buy) was in one week or month. --------------------------

CREATE OR REPLACE VIEW retention AS
SELECT u.grain, u.basis, u.cohort, u.period,
       CASE u.grain WHEN 'week' THEN (u.period - u.cohort) / 7
                    ELSE ((extract(year FROM u.period) - extract(year FROM u.cohort)) * 12
                          + extract(month FROM u.period) - extract(month FROM u.cohort))::int END AS age,
       first.users AS size, u.users, u.buyers, u.orders,
       round(u.users::numeric / first.users, 4) AS user_share, round(u.buyers::numeric / first.users, 4) AS buyer_share
FROM cohort_users AS u
JOIN cohort_users AS first ON first.grain = u.grain AND first.basis = u.basis AND first.cohort = u.cohort AND first.period = u.cohort;

CREATE OR REPLACE VIEW cohort_values AS
SELECT grain, basis, cohort, period, age, currency, size, revenue, refunded, revenue - refunded AS net_revenue, net_so_far,
       round(net_so_far / size, currency_digits(currency)) AS value_per_user
FROM (SELECT r.grain, r.basis, r.cohort, r.period,
             CASE r.grain WHEN 'week' THEN (r.period - r.cohort) / 7
                          ELSE ((extract(year FROM r.period) - extract(year FROM r.cohort)) * 12
                                + extract(month FROM r.period) - extract(month FROM r.cohort))::int END AS age,
             r.currency, first.users AS size, r.revenue, r.refunded,
             as_money(sum(r.revenue - r.refunded) OVER (PARTITION BY r.grain, r.basis, r.cohort, r.currency ORDER BY r.period),
                      r.currency) AS net_so_far
      FROM cohort_revenue AS r
      JOIN cohort_users AS first
          ON first.grain = r.grain AND first.basis = r.basis AND first.cohort = r.cohort AND first.period = r.cohort) AS summed;

-- By days, not by orders: three events of type buy within a minute are one basket, and nobody who came back.
CREATE OR REPLACE VIEW repeat_buyers AS
SELECT first_month, sum(buyers)::bigint AS buyers, coalesce(sum(buyers) FILTER (WHERE days IS NOT NULL), 0)::bigint AS repeat_buyers,
       round(coalesce(sum(buyers) FILTER (WHERE days IS NOT NULL), 0) / sum(buyers), 4) AS repeat_share,
       coalesce(sum(buyers) FILTER (WHERE days <= 7), 0)::bigint AS within_7_days,
       coalesce(sum(buyers) FILTER (WHERE days <= 30), 0)::bigint AS within_30_days,
       coalesce(sum(buyers) FILTER (WHERE days <= 90), 0)::bigint AS within_90_days,
       round(sum(days * buyers) / nullif(sum(buyers) FILTER (WHERE days IS NOT NULL), 0), 1) AS mean_days
FROM buyers_by_gap
GROUP BY first_month;

-- From each day with a buy to the same user's next one, by how many days that is. Of an even number the median is the mean of both in
-- the middle.
CREATE OR REPLACE VIEW days_between_orders AS
SELECT days, gaps, round(gaps::numeric / all_gaps, 4) AS share, round(so_far::numeric / all_gaps, 4) AS share_so_far,
       round((min(days) FILTER (WHERE 2 * so_far >= all_gaps) OVER () + min(days) FILTER (WHERE 2 * so_far > all_gaps) OVER ()) / 2.0, 1)
           AS median_days
FROM (SELECT days, sum(orders)::bigint AS gaps, (sum(sum(orders)) OVER (ORDER BY days))::bigint AS so_far,
             (sum(sum(orders)) OVER ())::bigint AS all_gaps
      FROM orders_by_gap
      GROUP BY days) AS summed;

CREATE OR REPLACE VIEW days_between_orders_by_month AS
SELECT month, sum(orders)::bigint AS gaps, coalesce(sum(orders) FILTER (WHERE days <= 7), 0)::bigint AS within_7_days,
       coalesce(sum(orders) FILTER (WHERE days <= 30), 0)::bigint AS within_30_days,
       coalesce(sum(orders) FILTER (WHERE days <= 90), 0)::bigint AS within_90_days,
       round((min(days) FILTER (WHERE 2 * so_far >= all_gaps) + min(days) FILTER (WHERE 2 * so_far > all_gaps)) / 2.0, 1) AS median_days,
       round(sum(days * orders) / sum(orders), 1) AS mean_days
FROM (SELECT month, days, orders, sum(orders) OVER (PARTITION BY month ORDER BY days) AS so_far,
             sum(orders) OVER (PARTITION BY month) AS all_gaps
      FROM orders_by_gap) AS summed
GROUP BY month;

-- Name and category by the product's newest event.
CREATE OR REPLACE VIEW product_names AS
SELECT product_id, product_name, category FROM products;

-- How far users went in a day, week or month, and sessions in any whole hours. A step counts those who also did the steps before it, in
-- any order; one that is written with a question mark behind it is optional: the steps behind it ask for it no more. The first never is.
CREATE OR REPLACE VIEW steps_by_period AS
SELECT grain, period, steps, users FROM users_by_steps;

CREATE OR REPLACE VIEW session_steps AS
SELECT hour, steps, sessions FROM sessions_by_hour;

-- What each step needs, as bits: its own, and those of the steps before it that are not optional.
CREATE OR REPLACE FUNCTION needed_steps(steps text[])
    RETURNS TABLE (step int, event_type text, is_optional boolean, own int, before int, first int)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    WITH named AS (
        SELECT n.step::int, rtrim(n.name, '?') AS event_type, public.step_bit(rtrim(n.name, '?')) AS bit,
               n.step > 1 AND right(n.name, 1) = '?' AS is_optional
        FROM unnest(steps) WITH ORDINALITY AS n (name, step)
    )
    SELECT n.step, n.event_type, n.is_optional, n.bit, coalesce(bit_or(b.bit), 0), f.bit
    FROM named AS n JOIN named AS f ON f.step = 1
    LEFT JOIN named AS b ON b.step < n.step AND NOT b.is_optional
    GROUP BY n.step, n.event_type, n.is_optional, n.bit, f.bit
$$;

CREATE OR REPLACE FUNCTION funnel_of_steps(of_grain text, first_period date, last_period date, steps text[])
    RETURNS TABLE (period date, step int, event_type text, is_optional boolean, users bigint, users_in_all bigint, share_of_first numeric,
                   drop_off bigint, drop_off_share numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT c.period, c.step, c.event_type, c.is_optional, c.users, c.in_all, round(c.users::numeric / nullif(c.did_first, 0), 4),
           CASE WHEN c.step = 1 THEN 0 WHEN NOT c.is_optional THEN c.did_before - c.users END,
           CASE WHEN c.step > 1 AND NOT c.is_optional THEN round((c.did_before - c.users)::numeric / nullif(c.did_before, 0), 4) END
    FROM (SELECT u.period, n.step, n.event_type, n.is_optional,
                 coalesce(sum(u.users) FILTER (WHERE u.steps & (n.before | n.own) = n.before | n.own), 0)::bigint AS users,
                 coalesce(sum(u.users) FILTER (WHERE u.steps & n.own = n.own), 0)::bigint AS in_all,
                 coalesce(sum(u.users) FILTER (WHERE u.steps & n.before = n.before), 0)::bigint AS did_before,
                 coalesce(sum(u.users) FILTER (WHERE u.steps & n.first = n.first), 0)::bigint AS did_first
          FROM public.steps_by_period AS u CROSS JOIN public.needed_steps(funnel_of_steps.steps) AS n
          WHERE u.grain = of_grain AND u.period BETWEEN first_period AND last_period
          GROUP BY u.period, n.step, n.event_type, n.is_optional) AS c
$$;

-- By whole hours, in which the sessions began.
CREATE OR REPLACE FUNCTION session_funnel_between(since timestamptz, until timestamptz, steps text[])
    RETURNS TABLE (step int, event_type text, is_optional boolean, sessions bigint, sessions_in_all bigint, share_of_first numeric,
                   drop_off bigint, drop_off_share numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT c.step, c.event_type, c.is_optional, c.sessions, c.in_all, round(c.sessions::numeric / nullif(c.did_first, 0), 4),
           CASE WHEN c.step = 1 THEN 0 WHEN NOT c.is_optional THEN c.did_before - c.sessions END,
           CASE WHEN c.step > 1 AND NOT c.is_optional THEN round((c.did_before - c.sessions)::numeric / nullif(c.did_before, 0), 4) END
    FROM (SELECT n.step, n.event_type, n.is_optional,
                 coalesce(sum(u.sessions) FILTER (WHERE u.steps & (n.before | n.own) = n.before | n.own), 0)::bigint AS sessions,
                 coalesce(sum(u.sessions) FILTER (WHERE u.steps & n.own = n.own), 0)::bigint AS in_all,
                 coalesce(sum(u.sessions) FILTER (WHERE u.steps & n.before = n.before), 0)::bigint AS did_before,
                 coalesce(sum(u.sessions) FILTER (WHERE u.steps & n.first = n.first), 0)::bigint AS did_first
          FROM public.needed_steps(session_funnel_between.steps) AS n
          LEFT JOIN (SELECT s.steps, sum(s.sessions) AS sessions
                     FROM public.session_steps AS s
                     WHERE s.hour >= date_trunc('hour', since, 'UTC') AND s.hour < until
                     GROUP BY s.steps) AS u ON true
          GROUP BY n.step, n.event_type, n.is_optional) AS c
$$;

CREATE OR REPLACE VIEW funnel_by_period AS
SELECT g.grain, f.period, f.step, f.event_type, f.is_optional, f.users, f.users_in_all, f.share_of_first, f.drop_off, f.drop_off_share
FROM (VALUES ('day'), ('week'), ('month')) AS g (grain)
CROSS JOIN LATERAL funnel_of_steps(g.grain, '-infinity', 'infinity', ARRAY['view', 'cart?', 'checkout?', 'buy']) AS f;

-- Carts. Events are those of all, guests too; carts are of known users, since nobody can tell the guests apart. One that has something
-- left in it is open until the end of the next day, and abandoned from then on.
CREATE OR REPLACE VIEW cart_outcomes_by_day AS
SELECT day, currency, carts, bought AS bought_carts, emptied AS emptied_carts,
       CASE WHEN is_open THEN carts - bought - emptied ELSE 0 END AS open_carts,
       CASE WHEN is_open THEN 0 ELSE carts - bought - emptied END AS abandoned_carts,
       as_money(CASE WHEN is_open THEN 0 ELSE left_value END, currency) AS abandoned_value
FROM (SELECT *, day >= (now() AT TIME ZONE 'UTC')::date - 1 AS is_open FROM carts_by_day) AS c;

CREATE OR REPLACE VIEW abandoned_by_day AS
SELECT day, product_id, currency, carts, quantity, value
FROM left_in_carts
WHERE day < (now() AT TIME ZONE 'UTC')::date - 1;

CREATE OR REPLACE FUNCTION carts_between(first_day date, last_day date, paid_in text)
    RETURNS TABLE (day date, added bigint, removed bigint, orders bigint, revenue numeric, carts bigint, bought_carts bigint,
                   emptied_carts bigint, open_carts bigint, abandoned_carts bigint, abandoned_value numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT d.day, d.added, d.removed, d.orders, d.revenue, coalesce(c.carts, 0), coalesce(c.bought, 0), coalesce(c.emptied, 0),
           coalesce(c.open, 0), coalesce(c.abandoned, 0),
           CASE WHEN paid_in IS NOT NULL THEN public.as_money(coalesce(c.abandoned_value, 0), paid_in) END
    FROM (SELECT (h.hour AT TIME ZONE 'UTC')::date AS day,
                 coalesce(sum(h.events) FILTER (WHERE h.event_type = 'cart'), 0)::bigint AS added,
                 coalesce(sum(h.events) FILTER (WHERE h.event_type = 'remove'), 0)::bigint AS removed,
                 coalesce(sum(h.events) FILTER (WHERE h.event_type = 'buy' AND (paid_in IS NULL OR coalesce(h.currency, '') = paid_in)),
                          0)::bigint AS orders,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(h.revenue) FILTER (
                          WHERE h.event_type = 'buy' AND coalesce(h.currency, '') = paid_in), 0), paid_in) END AS revenue
          FROM public.events_by_hour AS h
          WHERE h.hour >= first_day::timestamp AT TIME ZONE 'UTC' AND h.hour < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
            AND h.event_type IN ('cart', 'remove', 'buy') AND (paid_in IS NULL OR h.currency IS NULL OR h.currency = paid_in)
          GROUP BY 1) AS d
    LEFT JOIN (SELECT k.day, sum(k.carts)::bigint AS carts, sum(k.bought_carts)::bigint AS bought, sum(k.emptied_carts)::bigint AS emptied,
                      sum(k.open_carts)::bigint AS open, sum(k.abandoned_carts)::bigint AS abandoned,
                      sum(k.abandoned_value) FILTER (WHERE coalesce(k.currency, '') = paid_in) AS abandoned_value
               FROM public.cart_outcomes_by_day AS k
               WHERE k.day >= first_day AND k.day <= last_day AND (paid_in IS NULL OR k.currency IS NULL OR k.currency = paid_in)
               GROUP BY k.day) AS c ON c.day = d.day
    WHERE (d.added, d.removed, d.orders) <> (0, 0, 0)
$$;

CREATE OR REPLACE FUNCTION abandoned_between(first_day date, last_day date, wanted text, paid_in text)
    RETURNS TABLE (product_id text, product_name text, category text, carts bigint, quantity numeric, value numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT l.product_id, n.product_name, n.category, l.carts, l.quantity, l.value
    FROM (SELECT i.product_id, sum(i.carts)::bigint AS carts, trim_scale(sum(i.quantity)) AS quantity,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(i.value) FILTER (WHERE coalesce(i.currency, '') = paid_in), 0), paid_in) END AS value
          FROM public.abandoned_by_day AS i
          WHERE i.day >= first_day AND i.day <= last_day AND (paid_in IS NULL OR i.currency IS NULL OR i.currency = paid_in)
          GROUP BY i.product_id) AS l
    LEFT JOIN public.product_names AS n USING (product_id)
    WHERE wanted IS NULL OR coalesce(n.category, '') = wanted
$$;

CREATE OR REPLACE VIEW cart_outcomes AS
SELECT c.currency, k.day, k.added, k.removed, k.orders, k.revenue, k.carts, k.bought_carts, k.emptied_carts, k.open_carts,
       k.abandoned_carts, k.abandoned_value
FROM (SELECT currency FROM currencies UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT FROM currencies)) AS c
CROSS JOIN LATERAL carts_between((now() AT TIME ZONE 'UTC')::date - 29, (now() AT TIME ZONE 'UTC')::date, coalesce(c.currency, '')) AS k;

CREATE OR REPLACE VIEW abandoned_products AS
SELECT c.currency, a.product_id, a.product_name, a.category, a.carts, a.quantity, a.value
FROM (SELECT currency FROM currencies UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT FROM currencies)) AS c
CROSS JOIN LATERAL abandoned_between((now() AT TIME ZONE 'UTC')::date - 29, (now() AT TIME ZONE 'UTC')::date, NULL,
                                     coalesce(c.currency, '')) AS a;

-- Products ------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE VIEW product_sales_by_day AS
SELECT day, product_id, product_name, category, currency, views, clicks, orders, units, revenue,
       round(orders::numeric / nullif(views, 0), 4) AS view_to_buy, carts, removes, checkouts, refunds, refunded,
       revenue - refunded AS net_revenue
FROM (SELECT day, product_id, currency,
             coalesce(sum(events) FILTER (WHERE event_type = 'view'), 0)::bigint AS views,
             coalesce(sum(events) FILTER (WHERE event_type = 'click'), 0)::bigint AS clicks,
             coalesce(sum(events) FILTER (WHERE event_type = 'buy'), 0)::bigint AS orders,
             trim_scale(coalesce(sum(quantity) FILTER (WHERE event_type = 'buy'), 0)) AS units,
             as_money(coalesce(sum(revenue) FILTER (WHERE event_type = 'buy'), 0), currency) AS revenue,
             coalesce(sum(events) FILTER (WHERE event_type = 'cart'), 0)::bigint AS carts,
             coalesce(sum(events) FILTER (WHERE event_type = 'remove'), 0)::bigint AS removes,
             coalesce(sum(events) FILTER (WHERE event_type = 'checkout'), 0)::bigint AS checkouts,
             coalesce(sum(events) FILTER (WHERE event_type = 'refund'), 0)::bigint AS refunds,
             as_money(coalesce(sum(revenue) FILTER (WHERE event_type = 'refund'), 0), currency) AS refunded
      FROM product_by_day
      WHERE events <> 0
      GROUP BY day, product_id, currency) AS counted
LEFT JOIN products USING (product_id);

CREATE OR REPLACE FUNCTION products_between(since timestamptz, until timestamptz, wanted text, paid_in text)
    RETURNS TABLE (product_id text, product_name text, category text, views bigint, clicks bigint, orders bigint, units numeric,
                   revenue numeric, view_to_buy numeric, carts bigint, removes bigint, checkouts bigint, refunds bigint, refunded numeric,
                   net_revenue numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT c.product_id, n.product_name, n.category, c.views, c.clicks, c.orders, c.units, c.revenue,
           round(c.orders::numeric / nullif(c.views, 0), 4), c.carts, c.removes, c.checkouts, c.refunds, c.refunded, c.revenue - c.refunded
    FROM (SELECT e.product_id, count(*) FILTER (WHERE e.event_type = 'view') AS views,
                 count(*) FILTER (WHERE e.event_type = 'click') AS clicks, count(*) FILTER (WHERE e.event_type = 'buy') AS orders,
                 coalesce(trim_scale(sum(e.quantity) FILTER (WHERE e.event_type = 'buy')), 0) AS units,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'buy'), 0), paid_in) END AS revenue,
                 count(*) FILTER (WHERE e.event_type = 'cart') AS carts, count(*) FILTER (WHERE e.event_type = 'remove') AS removes,
                 count(*) FILTER (WHERE e.event_type = 'checkout') AS checkouts, count(*) FILTER (WHERE e.event_type = 'refund') AS refunds,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(e.total_price) FILTER (WHERE e.event_type = 'refund'), 0), paid_in) END AS refunded
          FROM public.event_details AS e
          WHERE until - since <= interval '6 hours' AND e.event_timestamp >= since AND e.event_timestamp < until
            AND (paid_in IS NULL OR coalesce(e.currency, '') = paid_in OR e.currency IS NULL AND e.event_type NOT IN ('buy', 'refund'))
          GROUP BY e.product_id
          UNION ALL
          SELECT d.product_id, sum(d.views)::bigint, sum(d.clicks)::bigint,
                 coalesce(sum(d.orders) FILTER (WHERE paid_in IS NULL OR coalesce(d.currency, '') = paid_in), 0)::bigint,
                 coalesce(trim_scale(sum(d.units) FILTER (WHERE paid_in IS NULL OR coalesce(d.currency, '') = paid_in)), 0),
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(d.revenue) FILTER (WHERE coalesce(d.currency, '') = paid_in), 0), paid_in) END,
                 sum(d.carts)::bigint, sum(d.removes)::bigint, sum(d.checkouts)::bigint,
                 coalesce(sum(d.refunds) FILTER (WHERE paid_in IS NULL OR coalesce(d.currency, '') = paid_in), 0)::bigint,
                 CASE WHEN paid_in IS NOT NULL
                      THEN public.as_money(coalesce(sum(d.refunded) FILTER (WHERE coalesce(d.currency, '') = paid_in), 0), paid_in) END
          FROM (SELECT p.day, p.product_id, p.currency, p.views, p.clicks, p.orders, p.units, p.revenue, p.carts, p.removes, p.checkouts,
                       p.refunds, p.refunded
                FROM public.settled_products_by_day AS p
                UNION ALL
                SELECT u.day, p.product_id, p.currency, p.views, p.clicks, p.orders, p.units, p.revenue, p.carts, p.removes, p.checkouts,
                       p.refunds, p.refunded
                FROM public.unsettled_days AS u
                CROSS JOIN LATERAL (SELECT * FROM public.product_sales_by_day AS k WHERE k.day = u.day OFFSET 0) AS p) AS d
          WHERE until - since > interval '6 hours' AND d.day >= (since AT TIME ZONE 'UTC')::date
            AND d.day <= ((until AT TIME ZONE 'UTC') - interval '1 microsecond')::date
            AND (paid_in IS NULL OR d.currency IS NULL OR d.currency = paid_in)
          GROUP BY d.product_id) AS c
    LEFT JOIN LATERAL (SELECT p.product_name, p.category FROM public.product_names AS p WHERE p.product_id = c.product_id LIMIT 1) AS n ON true
    WHERE (wanted IS NULL OR coalesce(n.category, '') = wanted)
      AND (c.views, c.clicks, c.orders, c.carts, c.removes, c.checkouts, c.refunds) <> (0, 0, 0, 0, 0, 0, 0)
$$;

-- What was given back, by day, by category and by product, each over all of the days. The rate is of the refunds and orders of the same
-- time: which order a refund belongs to is not said.
CREATE OR REPLACE FUNCTION refunds_between(first_day date, last_day date, wanted text, paid_in text)
    RETURNS TABLE (grouped_by text, day date, category text, product_id text, product_name text, orders bigint, refunds bigint,
                   refund_rate numeric, revenue numeric, refunded numeric, refunded_share numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH unsettled AS MATERIALIZED (
        SELECT u.day FROM public.unsettled_days AS u WHERE u.day >= first_day AND u.day <= last_day
    ), sold AS MATERIALIZED (
        SELECT d.day, d.category, d.event_type, d.events, d.revenue
        FROM public.settled_sales_by_day AS d
        WHERE d.day >= first_day AND d.day <= last_day AND d.event_type IN ('buy', 'refund')
          AND (wanted IS NULL OR coalesce(d.category, '') = wanted) AND (paid_in IS NULL OR coalesce(d.currency, '') = paid_in)
        UNION ALL
        SELECT u.day, h.category, h.event_type, h.events, h.revenue
        FROM unsettled AS u
        CROSS JOIN LATERAL (
            SELECT t.category, t.event_type, t.events, t.revenue
            FROM public.events_by_hour AS t
            WHERE t.hour >= u.day::timestamp AT TIME ZONE 'UTC' AND t.hour < (u.day + 1)::timestamp AT TIME ZONE 'UTC'
              AND t.event_type IN ('buy', 'refund') AND (wanted IS NULL OR coalesce(t.category, '') = wanted)
              AND (paid_in IS NULL OR coalesce(t.currency, '') = paid_in)
            OFFSET 0) AS h
    ), product AS (
        SELECT p.product_id, sum(p.orders) AS orders, sum(p.refunds) AS refunds, sum(p.revenue) AS revenue, sum(p.refunded) AS refunded
        FROM (SELECT d.product_id, d.orders, d.refunds, d.revenue, d.refunded
              FROM public.settled_products_by_day AS d
              WHERE d.day >= first_day AND d.day <= last_day AND d.orders + d.refunds > 0
                AND (paid_in IS NULL OR coalesce(d.currency, '') = paid_in)
              UNION ALL
              SELECT k.product_id, CASE k.event_type WHEN 'buy' THEN k.events ELSE 0 END,
                     CASE k.event_type WHEN 'refund' THEN k.events ELSE 0 END, CASE k.event_type WHEN 'buy' THEN k.revenue ELSE 0 END,
                     CASE k.event_type WHEN 'refund' THEN k.revenue ELSE 0 END
              FROM unsettled AS u
              CROSS JOIN LATERAL (
                  SELECT t.product_id, t.event_type, t.events, t.revenue
                  FROM public.product_events_by_day AS t
                  WHERE t.day = u.day AND t.event_type IN ('buy', 'refund') AND (paid_in IS NULL OR coalesce(t.currency, '') = paid_in)
                  OFFSET 0) AS k) AS p
        GROUP BY p.product_id
    )
    SELECT g.grouped_by, g.day, g.category, g.product_id, g.product_name, g.orders::bigint, g.refunds::bigint,
           round(g.refunds / nullif(g.orders, 0), 4),
           CASE WHEN paid_in IS NOT NULL THEN public.as_money(g.revenue, paid_in) END,
           CASE WHEN paid_in IS NOT NULL THEN public.as_money(g.refunded, paid_in) END,
           CASE WHEN paid_in IS NOT NULL THEN round(g.refunded / nullif(g.revenue, 0), 4) END
    FROM (SELECT CASE WHEN grouping(s.day) = 0 THEN 'day' ELSE 'category' END AS grouped_by, s.day, s.category, NULL::text AS product_id,
                 NULL::text AS product_name, coalesce(sum(s.events) FILTER (WHERE s.event_type = 'buy'), 0) AS orders,
                 coalesce(sum(s.events) FILTER (WHERE s.event_type = 'refund'), 0) AS refunds,
                 coalesce(sum(s.revenue) FILTER (WHERE s.event_type = 'buy'), 0) AS revenue,
                 coalesce(sum(s.revenue) FILTER (WHERE s.event_type = 'refund'), 0) AS refunded
          FROM sold AS s
          GROUP BY GROUPING SETS ((s.day), (s.category))
          UNION ALL
          SELECT 'product', NULL, n.category, p.product_id, n.product_name, p.orders, p.refunds, p.revenue, p.refunded
          FROM product AS p LEFT JOIN public.product_names AS n USING (product_id)
          WHERE wanted IS NULL OR coalesce(n.category, '') = wanted) AS g
    WHERE (g.orders, g.refunds) <> (0, 0)
$$;

CREATE OR REPLACE VIEW refund_rates AS
SELECT c.currency, r.grouped_by, r.day, r.category, r.product_id, r.product_name, r.orders, r.refunds, r.refund_rate, r.revenue, r.refunded,
       r.refunded_share
FROM (SELECT currency FROM currencies UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT FROM currencies)) AS c
CROSS JOIN LATERAL refunds_between((now() AT TIME ZONE 'UTC')::date - 29, (now() AT TIME ZONE 'UTC')::date, NULL, coalesce(c.currency, '')) AS r;

CREATE OR REPLACE VIEW top_products AS
SELECT product_id, product_name, category, currency, views, clicks, orders, units, revenue, view_to_buy,
       rank() OVER (PARTITION BY currency ORDER BY revenue DESC) AS revenue_rank,
       rank() OVER (PARTITION BY currency ORDER BY units DESC) AS units_rank,
       rank() OVER (PARTITION BY currency ORDER BY view_to_buy DESC NULLS LAST) AS view_to_buy_rank,
       carts, removes, checkouts, refunds, refunded, net_revenue
FROM (SELECT d.product_id, d.product_name, d.category, d.currency, sum(d.views)::bigint AS views, sum(d.clicks)::bigint AS clicks,
             sum(d.orders)::bigint AS orders, trim_scale(sum(d.units)) AS units, as_money(sum(d.revenue), d.currency) AS revenue,
             round(sum(d.orders) / nullif(sum(d.views), 0), 4) AS view_to_buy, sum(d.carts)::bigint AS carts, sum(d.removes)::bigint AS removes,
             sum(d.checkouts)::bigint AS checkouts, sum(d.refunds)::bigint AS refunds, as_money(sum(d.refunded), d.currency) AS refunded,
             as_money(sum(d.net_revenue), d.currency) AS net_revenue
      FROM product_sales_by_day AS d
      WHERE d.day >= (now() AT TIME ZONE 'UTC')::date - 6 AND d.day <= (now() AT TIME ZONE 'UTC')::date
      GROUP BY d.product_id, d.product_name, d.category, d.currency) AS week;

-- The intake ----------------------------------------------------------------------------------------------------------

CREATE OR REPLACE VIEW file_ledger AS
SELECT f.file_id, f.stream, f.path, f.state, f.records_read, f.inserted, f.updated, f.unchanged, f.stale, f.duplicate, f.filtered, f.rejected,
       f.first_error, f.size_bytes, f.modified_at, b.committed_at, f.loaded_at, f.archived_at, f.archive_path, f.batch_id, f.replay_of,
       CASE WHEN f.replay_of IS NULL
            THEN round(extract(epoch FROM coalesce(b.committed_at, f.loaded_at) - f.modified_at), 3) END AS lag_seconds
FROM ingested_files AS f LEFT JOIN ingest_batches AS b USING (batch_id);

-- The ledger has no index on time; file_id rises with it, so the newest thousand stand for now.
CREATE OR REPLACE VIEW ingest_lag AS
SELECT p.stream, l.files, l.since, l.median_seconds, l.p95_seconds, l.max_seconds
FROM pipeline AS p
CROSS JOIN LATERAL (
    SELECT count(*) AS files, min(committed_at) AS since,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY lag_seconds) AS median_seconds,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY lag_seconds) AS p95_seconds,
           max(lag_seconds) AS max_seconds
    FROM (SELECT f.committed_at, f.lag_seconds::float8
          FROM file_ledger AS f
          WHERE f.stream = p.stream AND f.replay_of IS NULL AND f.state IN ('loaded', 'archived')
          ORDER BY f.file_id DESC
          LIMIT 1000) AS newest) AS l;

CREATE OR REPLACE VIEW ingest_status AS
SELECT p.stream, p.last_batch, b.committed_at AS last_committed_at, s.heartbeat_at,
       round(extract(epoch FROM clock_timestamp() - s.heartbeat_at), 1) AS heartbeat_age_seconds,
       s.files_waiting, s.oldest_waiting_at,
       round(extract(epoch FROM clock_timestamp() - s.oldest_waiting_at), 1) AS oldest_waiting_seconds,
       s.files_held, s.note, p.owner, p.started_at, p.files, p.records_read, p.inserted, p.updated, p.unchanged, p.stale,
       p.duplicate, p.filtered, p.rejected, clock_timestamp() AS checked_at
FROM pipeline AS p
LEFT JOIN pipeline_status AS s USING (stream)
LEFT JOIN ingest_batches AS b ON b.batch_id = p.last_batch;

CREATE OR REPLACE VIEW batch_ledger AS
SELECT batch_id, stream, committed_at, started_at, files, records_read, read_ms, stage_ms, merge_ms,
       round(extract(epoch FROM committed_at - started_at), 3) AS seconds, epoch, spark_batch_id, query_id
FROM ingest_batches;

CREATE OR REPLACE FUNCTION ingest_trend_between(since timestamptz, until timestamptz, bucket interval)
    RETURNS TABLE (bucket_start timestamptz, batches bigint, files bigint, records_read bigint, events_per_second numeric,
                   mean_batch_seconds numeric, max_batch_seconds numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT date_bin(bucket, b.committed_at, '2000-01-03 00:00Z'), count(*), sum(b.files), sum(b.records_read)::bigint,
           round(sum(b.records_read) / extract(epoch FROM bucket), 2), round(avg(b.seconds), 3), max(b.seconds)
    FROM public.batch_ledger AS b
    WHERE b.committed_at >= since AND b.committed_at < until
    GROUP BY 1
$$;

CREATE OR REPLACE VIEW ingest_by_minute AS
SELECT b.stream, date_bin('1 minute', b.committed_at, '2000-01-03 00:00Z') AS minute, count(*) AS batches, sum(b.files) AS files,
       sum(b.records_read)::bigint AS records_read, round(sum(b.records_read) / 60.0, 2) AS events_per_second,
       round(avg(b.seconds), 3) AS mean_batch_seconds, max(b.seconds) AS max_batch_seconds
FROM batch_ledger AS b
WHERE b.committed_at >= now() - interval '24 hours'
GROUP BY 1, 2;

CREATE OR REPLACE VIEW ingest_rate AS
SELECT loaded.stream, p.period, loaded.batches, loaded.files, loaded.records_read,
       round(loaded.records_read / extract(epoch FROM p.period::interval), 2) AS events_per_second
FROM (VALUES ('1 minute'), ('1 hour'), ('24 hours')) AS p (period)
CROSS JOIN LATERAL (
    SELECT s.stream, count(b.batch_id) AS batches, coalesce(sum(b.files), 0) AS files, coalesce(sum(b.records_read), 0)::bigint AS records_read
    FROM pipeline AS s LEFT JOIN batch_ledger AS b ON b.stream = s.stream AND b.committed_at > now() - p.period::interval
    GROUP BY s.stream) AS loaded
ORDER BY loaded.stream, p.period::interval;

CREATE OR REPLACE VIEW reject_details AS
SELECT r.file_id, r.stream, f.path, r.line, r.byte_offset, r.byte_length, r.reason, r.column_name, r.message, r.raw, r.rejected_at,
       r.resolved_at, r.resolution
FROM rejected_events AS r LEFT JOIN ingested_files AS f USING (file_id);

-- By file first: so the files of a reason are counted without sorting all its rejects.
CREATE OR REPLACE VIEW rejects_by_reason AS
SELECT stream, reason, column_name, sum(rejects)::bigint AS rejects, sum(open)::bigint AS open, count(*) AS files, max(newest) AS newest
FROM (SELECT stream, reason, column_name, file_id, count(*) AS rejects, count(*) FILTER (WHERE resolution IS NULL) AS open,
             max(rejected_at) AS newest
      FROM reject_details
      WHERE rejected_at > now() - interval '24 hours'
      GROUP BY stream, reason, column_name, file_id) AS of_file
GROUP BY stream, reason, column_name
ORDER BY rejects DESC, stream, reason, column_name;

COMMENT ON VIEW unsettled_days IS 'Days (UTC) that have changed since they were counted by day, or never were.';
COMMENT ON COLUMN unsettled_days.day IS 'The day.';
COMMENT ON VIEW settled_sales_by_day IS 'events_by_hour by day, of the days that have not changed since they were counted.';
COMMENT ON COLUMN settled_sales_by_day.day IS 'The day (UTC).';
COMMENT ON COLUMN settled_sales_by_day.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN settled_sales_by_day.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN settled_sales_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN settled_sales_by_day.events IS 'Number of events.';
COMMENT ON COLUMN settled_sales_by_day.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN settled_sales_by_day.revenue IS 'Sum of total_price; of event_type buy it is what was sold, of refund what was given back.';
COMMENT ON VIEW settled_products_by_day IS 'What products did by day and currency, of the days that have not changed since they were counted.';
COMMENT ON COLUMN settled_products_by_day.day IS 'The day (UTC).';
COMMENT ON COLUMN settled_products_by_day.product_id IS 'The product.';
COMMENT ON COLUMN settled_products_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN settled_products_by_day.views IS 'Events of type view.';
COMMENT ON COLUMN settled_products_by_day.clicks IS 'Events of type click.';
COMMENT ON COLUMN settled_products_by_day.orders IS 'Events of type buy.';
COMMENT ON COLUMN settled_products_by_day.units IS 'Sum of quantity of the buys.';
COMMENT ON COLUMN settled_products_by_day.revenue IS 'Sum of total_price of the buys.';
COMMENT ON COLUMN settled_products_by_day.carts IS 'Events of type cart.';
COMMENT ON COLUMN settled_products_by_day.removes IS 'Events of type remove.';
COMMENT ON COLUMN settled_products_by_day.checkouts IS 'Events of type checkout.';
COMMENT ON COLUMN settled_products_by_day.refunds IS 'Events of type refund.';
COMMENT ON COLUMN settled_products_by_day.refunded IS 'Sum of total_price of the refunds.';
COMMENT ON VIEW user_bits IS 'What users did by day, a bit for each user: see the table user_bits_by_day.';
COMMENT ON COLUMN user_bits.day IS 'The day (UTC).';
COMMENT ON COLUMN user_bits.measure IS 'came, viewed, clicked, bought: 1; looks: how many events without currency that are neither buy nor refund, events: how many others, orders: how many buys; paid: revenue in the smallest unit of its currency, rounded up; part_of_unit: 1 where it was rounded; beyond: 1 where it is negative or too large.';
COMMENT ON COLUMN user_bits.days IS 'How many days from then on are added up: 1, or the 7 of a week.';
COMMENT ON COLUMN user_bits.part IS 'Users from number 65536 * part on; the first is the leftmost bit.';
COMMENT ON COLUMN user_bits.weight IS 'Which binary digit of the number it is.';
COMMENT ON COLUMN user_bits.currency IS 'Currency of what they did; null where it has none, and for what is 1 in any of them.';
COMMENT ON COLUMN user_bits.users IS 'The users.';
COMMENT ON COLUMN user_bits.scope IS 'all, or category: and its name, with nothing behind the colon for events without one.';
COMMENT ON VIEW user_events IS 'Which events of a day are whose, where users are many: see the table user_events_by_day. Right for days that are not in unsettled_days.';
COMMENT ON COLUMN user_events.day IS 'The day (UTC).';
COMMENT ON COLUMN user_events.part IS 'Users from number 64 * part on: user_numbers.';
COMMENT ON COLUMN user_events.users IS 'For each event whose it is: the number of the user, less 64 * part. From the lowest on.';
COMMENT ON COLUMN user_events.event_ids IS 'The events, those of one user from the newest on.';
COMMENT ON FUNCTION newest_events_of_user(timestamptz, timestamptz, text, text, text, text, bigint) IS 'The newest events of a user in a time, of a type, category (empty for none) and product, or of any where that is null.';
COMMENT ON VIEW user_scopes IS 'What user_bits has no gap of.';
COMMENT ON COLUMN user_scopes.scope IS 'all, or category: and its name, with nothing behind the colon for events without one.';
COMMENT ON COLUMN user_scopes.first_day IS 'From this day (UTC) on.';
COMMENT ON VIEW user_numbers IS 'Which user has which place in user_bits.';
COMMENT ON COLUMN user_numbers.number IS 'The number of the user, from 0.';
COMMENT ON COLUMN user_numbers.user_id IS 'The user.';
COMMENT ON FUNCTION events_in_hours(timestamptz, timestamptz, boolean) IS 'Events in whole hours by category, type and currency: by hour, or where that is wanted by day, where a day (UTC) lies wholly in it and has not changed since it was counted.';
COMMENT ON FUNCTION orders_of_30_days(timestamptz, text) IS 'Orders in a currency, null for none, in the 720 hours up to the end of an hour.';
COMMENT ON FUNCTION users_are_many() IS 'Whether users are counted by their bits: from 10,000 users on, once they have been counted, until there are less than 5,000.';
COMMENT ON FUNCTION user_scope(timestamptz, timestamptz, text) IS 'The scope of user_bits by which users of a time and category are counted; null where they are counted one by one.';
COMMENT ON FUNCTION users_as_of(timestamptz, timestamptz, text) IS 'Of when users of a time and category are who are counted by their bits; null where they are as of now.';
COMMENT ON FUNCTION user_sums(text[], date, date, text, boolean, text) IS 'Measures of a scope of user_bits in a currency, the empty text for none and null for all, added up over days: sums[n] has the users with the binary digit n - 1 in theirs.';
COMMENT ON FUNCTION at_least(bit varying[], bigint) IS 'The users whose sum is at least this.';
COMMENT ON FUNCTION funnel_of_days(date, date, text) IS 'Users who viewed, also clicked, and also bought in some days, by their bits.';
COMMENT ON FUNCTION engagement_of_days(date, date, text) IS 'Users by number of events in some days, by their bits.';
COMMENT ON FUNCTION engagement_between(timestamptz, timestamptz, text) IS 'Users by number of events, and what they bought. Over 6 hours in whole days (UTC).';
COMMENT ON FUNCTION top_users_of_days(date, date, text, text, bigint, text) IS 'The users who may be among the first by events, orders or revenue, by their bits.';
COMMENT ON FUNCTION top_users_between(timestamptz, timestamptz, text, text, text, bigint) IS 'The users with most events, orders or revenue in a currency. Over 6 hours in whole days (UTC).';
COMMENT ON FUNCTION active_of_days(date, date) IS 'Users of some days, by their bits.';
COMMENT ON FUNCTION active_since(timestamptz, boolean) IS 'Users since a moment, to the microsecond or in whole days.';
COMMENT ON FUNCTION new_and_returning_of_days(date, date) IS 'Users by day, new and returning, by their bits.';
COMMENT ON VIEW sales_trend_by_minute IS 'Sales by minute, category and currency.';
COMMENT ON COLUMN sales_trend_by_minute.minute IS 'Begin of the minute.';
COMMENT ON COLUMN sales_trend_by_minute.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN sales_trend_by_minute.views IS 'Events of type view.';
COMMENT ON COLUMN sales_trend_by_minute.clicks IS 'Events of type click.';
COMMENT ON COLUMN sales_trend_by_minute.orders IS 'Events of type buy.';
COMMENT ON COLUMN sales_trend_by_minute.units IS 'What was sold of it: quantity of the buys.';
COMMENT ON COLUMN sales_trend_by_minute.revenue IS 'What was sold: total_price of the buys.';
COMMENT ON COLUMN sales_trend_by_minute.carts IS 'Events of type cart.';
COMMENT ON COLUMN sales_trend_by_minute.removes IS 'Events of type remove.';
COMMENT ON COLUMN sales_trend_by_minute.checkouts IS 'Events of type checkout.';
COMMENT ON COLUMN sales_trend_by_minute.refunds IS 'Events of type refund.';
COMMENT ON COLUMN sales_trend_by_minute.refunded IS 'What was given back: total_price of the refunds.';
COMMENT ON COLUMN sales_trend_by_minute.net_revenue IS 'Revenue without what was given back.';
COMMENT ON COLUMN sales_trend_by_minute.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN sales_trend_by_minute.average_order_value IS 'Revenue divided by orders, rounded to the digits of its currency; null without orders.';
COMMENT ON COLUMN sales_trend_by_minute.conversion IS 'Orders divided by views; null without views.';
COMMENT ON VIEW sales_trend_by_hour IS 'Sales by hour, category and currency.';
COMMENT ON COLUMN sales_trend_by_hour.hour IS 'Begin of the hour (UTC).';
COMMENT ON COLUMN sales_trend_by_hour.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN sales_trend_by_hour.views IS 'Events of type view.';
COMMENT ON COLUMN sales_trend_by_hour.clicks IS 'Events of type click.';
COMMENT ON COLUMN sales_trend_by_hour.orders IS 'Events of type buy.';
COMMENT ON COLUMN sales_trend_by_hour.units IS 'What was sold of it: quantity of the buys.';
COMMENT ON COLUMN sales_trend_by_hour.revenue IS 'What was sold: total_price of the buys.';
COMMENT ON COLUMN sales_trend_by_hour.carts IS 'Events of type cart.';
COMMENT ON COLUMN sales_trend_by_hour.removes IS 'Events of type remove.';
COMMENT ON COLUMN sales_trend_by_hour.checkouts IS 'Events of type checkout.';
COMMENT ON COLUMN sales_trend_by_hour.refunds IS 'Events of type refund.';
COMMENT ON COLUMN sales_trend_by_hour.refunded IS 'What was given back: total_price of the refunds.';
COMMENT ON COLUMN sales_trend_by_hour.net_revenue IS 'Revenue without what was given back.';
COMMENT ON COLUMN sales_trend_by_hour.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN sales_trend_by_hour.average_order_value IS 'Revenue divided by orders, rounded to the digits of its currency; null without orders.';
COMMENT ON COLUMN sales_trend_by_hour.conversion IS 'Orders divided by views; null without views.';
COMMENT ON VIEW sales_trend_by_day IS 'Sales by day, category and currency.';
COMMENT ON COLUMN sales_trend_by_day.day IS 'Day (UTC).';
COMMENT ON COLUMN sales_trend_by_day.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN sales_trend_by_day.views IS 'Events of type view.';
COMMENT ON COLUMN sales_trend_by_day.clicks IS 'Events of type click.';
COMMENT ON COLUMN sales_trend_by_day.orders IS 'Events of type buy.';
COMMENT ON COLUMN sales_trend_by_day.units IS 'What was sold of it: quantity of the buys.';
COMMENT ON COLUMN sales_trend_by_day.revenue IS 'What was sold: total_price of the buys.';
COMMENT ON COLUMN sales_trend_by_day.carts IS 'Events of type cart.';
COMMENT ON COLUMN sales_trend_by_day.removes IS 'Events of type remove.';
COMMENT ON COLUMN sales_trend_by_day.checkouts IS 'Events of type checkout.';
COMMENT ON COLUMN sales_trend_by_day.refunds IS 'Events of type refund.';
COMMENT ON COLUMN sales_trend_by_day.refunded IS 'What was given back: total_price of the refunds.';
COMMENT ON COLUMN sales_trend_by_day.net_revenue IS 'Revenue without what was given back.';
COMMENT ON COLUMN sales_trend_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN sales_trend_by_day.average_order_value IS 'Revenue divided by orders, rounded to the digits of its currency; null without orders.';
COMMENT ON COLUMN sales_trend_by_day.conversion IS 'Orders divided by views; null without views.';
COMMENT ON VIEW events_by_minute IS 'Events by minute, category, type and currency.';
COMMENT ON COLUMN events_by_minute.minute IS 'Begin of the minute of event_timestamp.';
COMMENT ON COLUMN events_by_minute.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN events_by_minute.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN events_by_minute.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN events_by_minute.events IS 'Number of events.';
COMMENT ON COLUMN events_by_minute.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN events_by_minute.revenue IS 'Sum of total_price; of event_type buy it is what was sold, of refund what was given back.';
COMMENT ON VIEW events_by_hour IS 'Events by hour, category, type and currency.';
COMMENT ON COLUMN events_by_hour.hour IS 'Begin of the hour of event_timestamp, in UTC.';
COMMENT ON COLUMN events_by_hour.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN events_by_hour.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN events_by_hour.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN events_by_hour.events IS 'Number of events.';
COMMENT ON COLUMN events_by_hour.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN events_by_hour.revenue IS 'Sum of total_price; of event_type buy it is what was sold, of refund what was given back.';
COMMENT ON VIEW product_events_by_day IS 'Events by day (UTC), product, type and currency.';
COMMENT ON COLUMN product_events_by_day.day IS 'Day of event_timestamp in UTC.';
COMMENT ON COLUMN product_events_by_day.product_id IS 'The product.';
COMMENT ON COLUMN product_events_by_day.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN product_events_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN product_events_by_day.events IS 'Number of events.';
COMMENT ON COLUMN product_events_by_day.quantity IS 'Sum of quantity.';
COMMENT ON COLUMN product_events_by_day.revenue IS 'Sum of total_price; of event_type buy it is what was sold, of refund what was given back.';
COMMENT ON VIEW newest_sales IS 'How new the newest event is.';
COMMENT ON COLUMN newest_sales.newest_hour IS 'The newest hour with events; null where there are none.';
COMMENT ON FUNCTION sales_between(timestamptz, timestamptz) IS 'Sales by category and currency of a time range: of the minutes that begin in it.';
COMMENT ON FUNCTION sales_trend_between(timestamptz, timestamptz, interval, text, text) IS 'Sales of a time range in buckets of a length, by category. Buckets of less than an hour are made of minutes, longer ones of hours. In one currency, or without revenue.';
COMMENT ON FUNCTION sales_compared(timestamptz, timestamptz, text, text) IS 'Sales of a time range and of the same range a day and a week before. In one currency, or without revenue.';
COMMENT ON VIEW sales_now IS 'Sales in each currency of the last 5 minutes, hour, 24 hours and 7 days, against the same time a day and a week before.';
COMMENT ON COLUMN sales_now.period IS 'Length of the time range, which ends now.';
COMMENT ON COLUMN sales_now.compared IS 'now, a day before or a week before.';
COMMENT ON COLUMN sales_now.begins IS 'Begin of the range that was counted, a whole minute.';
COMMENT ON COLUMN sales_now.ends IS 'End of the range that was counted, a whole minute.';
COMMENT ON COLUMN sales_now.views IS 'Events of type view.';
COMMENT ON COLUMN sales_now.clicks IS 'Events of type click.';
COMMENT ON COLUMN sales_now.orders IS 'Events of type buy.';
COMMENT ON COLUMN sales_now.units IS 'What was sold of it: quantity of the buys.';
COMMENT ON COLUMN sales_now.revenue IS 'What was sold: total_price of the buys.';
COMMENT ON COLUMN sales_now.carts IS 'Events of type cart.';
COMMENT ON COLUMN sales_now.removes IS 'Events of type remove.';
COMMENT ON COLUMN sales_now.checkouts IS 'Events of type checkout.';
COMMENT ON COLUMN sales_now.refunds IS 'Events of type refund.';
COMMENT ON COLUMN sales_now.refunded IS 'What was given back: total_price of the refunds.';
COMMENT ON COLUMN sales_now.net_revenue IS 'Revenue without what was given back.';
COMMENT ON COLUMN sales_now.currency IS 'Currency of the revenue; null where the buys have none. Views and clicks without currency are in the row of each.';
COMMENT ON COLUMN sales_now.average_order_value IS 'Revenue divided by orders, rounded to the digits of its currency; null without orders.';
COMMENT ON COLUMN sales_now.conversion IS 'Orders divided by views; null without views.';
COMMENT ON VIEW user_engagement_by_day IS 'What each user did by day, category and currency, without guests.';
COMMENT ON COLUMN user_engagement_by_day.day IS 'Day (UTC).';
COMMENT ON COLUMN user_engagement_by_day.category IS 'Category; null where the events have none.';
COMMENT ON COLUMN user_engagement_by_day.user_id IS 'The user.';
COMMENT ON COLUMN user_engagement_by_day.views IS 'Events of type view.';
COMMENT ON COLUMN user_engagement_by_day.clicks IS 'Events of type click.';
COMMENT ON COLUMN user_engagement_by_day.orders IS 'Events of type buy.';
COMMENT ON COLUMN user_engagement_by_day.units IS 'What was sold of it: quantity of the buys.';
COMMENT ON COLUMN user_engagement_by_day.revenue IS 'What was sold: total_price of the buys.';
COMMENT ON COLUMN user_engagement_by_day.carts IS 'Events of type cart.';
COMMENT ON COLUMN user_engagement_by_day.removes IS 'Events of type remove.';
COMMENT ON COLUMN user_engagement_by_day.checkouts IS 'Events of type checkout.';
COMMENT ON COLUMN user_engagement_by_day.refunds IS 'Events of type refund.';
COMMENT ON COLUMN user_engagement_by_day.refunded IS 'What was given back: total_price of the refunds.';
COMMENT ON COLUMN user_engagement_by_day.net_revenue IS 'Revenue without what was given back.';
COMMENT ON COLUMN user_engagement_by_day.events IS 'Events of all types together.';
COMMENT ON COLUMN user_engagement_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON VIEW user_engagement_total_by_day IS 'What each user did by day and currency, all categories, without guests.';
COMMENT ON COLUMN user_engagement_total_by_day.day IS 'Day (UTC).';
COMMENT ON COLUMN user_engagement_total_by_day.user_id IS 'The user.';
COMMENT ON COLUMN user_engagement_total_by_day.views IS 'Events of type view.';
COMMENT ON COLUMN user_engagement_total_by_day.clicks IS 'Events of type click.';
COMMENT ON COLUMN user_engagement_total_by_day.orders IS 'Events of type buy.';
COMMENT ON COLUMN user_engagement_total_by_day.units IS 'What was sold of it: quantity of the buys.';
COMMENT ON COLUMN user_engagement_total_by_day.revenue IS 'What was sold: total_price of the buys.';
COMMENT ON COLUMN user_engagement_total_by_day.carts IS 'Events of type cart.';
COMMENT ON COLUMN user_engagement_total_by_day.removes IS 'Events of type remove.';
COMMENT ON COLUMN user_engagement_total_by_day.checkouts IS 'Events of type checkout.';
COMMENT ON COLUMN user_engagement_total_by_day.refunds IS 'Events of type refund.';
COMMENT ON COLUMN user_engagement_total_by_day.refunded IS 'What was given back: total_price of the refunds.';
COMMENT ON COLUMN user_engagement_total_by_day.net_revenue IS 'Revenue without what was given back.';
COMMENT ON COLUMN user_engagement_total_by_day.events IS 'Events of all types together.';
COMMENT ON COLUMN user_engagement_total_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON VIEW event_details IS 'Each event with the file and line it came from.';
COMMENT ON COLUMN event_details.event_timestamp IS 'When it happened.';
COMMENT ON COLUMN event_details.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN event_details.user_id IS 'Who did it; null for a guest.';
COMMENT ON COLUMN event_details.product_id IS 'What it was done to.';
COMMENT ON COLUMN event_details.product_name IS 'Name of the product as delivered.';
COMMENT ON COLUMN event_details.category IS 'Category as delivered.';
COMMENT ON COLUMN event_details.quantity IS 'How many pieces.';
COMMENT ON COLUMN event_details.price IS 'Price of one piece.';
COMMENT ON COLUMN event_details.total_price IS 'price * quantity.';
COMMENT ON COLUMN event_details.currency IS 'Currency of price and total_price; null where nobody says it.';
COMMENT ON COLUMN event_details.event_id IS 'Identity of the event.';
COMMENT ON COLUMN event_details.extra IS 'Columns of the file without a column of their own, by header name.';
COMMENT ON COLUMN event_details.source_file_id IS 'The file this version came from: file_ledger.file_id.';
COMMENT ON COLUMN event_details.source_path IS 'Name of that file, relative to the input folder.';
COMMENT ON COLUMN event_details.source_line IS 'Line of that file on which the record begins.';
COMMENT ON COLUMN event_details.ingested_at IS 'When this version was written.';
COMMENT ON FUNCTION user_engagement_between(timestamptz, timestamptz, text, text) IS 'What each user did in a time range: to the microsecond for up to 6 hours, in whole days (UTC) for more. In one currency, or without revenue.';
COMMENT ON VIEW user_engagement IS 'What each user did in each currency on the last 7 days (UTC), today included.';
COMMENT ON COLUMN user_engagement.user_id IS 'The user.';
COMMENT ON COLUMN user_engagement.views IS 'Events of type view.';
COMMENT ON COLUMN user_engagement.clicks IS 'Events of type click.';
COMMENT ON COLUMN user_engagement.orders IS 'Events of type buy.';
COMMENT ON COLUMN user_engagement.units IS 'What was sold of it: quantity of the buys.';
COMMENT ON COLUMN user_engagement.revenue IS 'What was sold: total_price of the buys.';
COMMENT ON COLUMN user_engagement.carts IS 'Events of type cart.';
COMMENT ON COLUMN user_engagement.removes IS 'Events of type remove.';
COMMENT ON COLUMN user_engagement.checkouts IS 'Events of type checkout.';
COMMENT ON COLUMN user_engagement.refunds IS 'Events of type refund.';
COMMENT ON COLUMN user_engagement.refunded IS 'What was given back: total_price of the refunds.';
COMMENT ON COLUMN user_engagement.net_revenue IS 'Revenue without what was given back.';
COMMENT ON COLUMN user_engagement.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN user_engagement.events IS 'Events of all types together.';
COMMENT ON FUNCTION funnel_between(timestamptz, timestamptz, text) IS 'The funnel view > click > buy of a time range by distinct users, see funnel: to the microsecond for up to 6 hours, in whole days (UTC) for more.';
COMMENT ON VIEW funnel IS 'The funnel view > click > buy by distinct users. A step counts the users who did it and all steps before it in the period, in any order.';
COMMENT ON COLUMN funnel.period IS '1 hour, today, 7 days or 30 days; the last three in whole days (UTC).';
COMMENT ON COLUMN funnel.step IS '1, 2 or 3.';
COMMENT ON COLUMN funnel.event_type IS 'view, click, cart, remove, checkout, buy or refund.';
COMMENT ON COLUMN funnel.users IS 'Users who took this step and those before it.';
COMMENT ON COLUMN funnel.users_in_all IS 'Users who did this at all, with or without the steps before it.';
COMMENT ON COLUMN funnel.share_of_first IS 'users divided by the users of the first step.';
COMMENT ON COLUMN funnel.drop_off IS 'Users of the step before who did not take this one.';
COMMENT ON COLUMN funnel.drop_off_share IS 'drop_off divided by the users of the step before.';
COMMENT ON FUNCTION new_and_returning_users_between(date, date) IS 'Users by day, new and returning, see new_and_returning_users; from the first day to the last, both included, at most the last 31 of them.';
COMMENT ON VIEW new_and_returning_users IS 'Users by day of the last 30 days (UTC).';
COMMENT ON COLUMN new_and_returning_users.day IS 'Day (UTC).';
COMMENT ON COLUMN new_and_returning_users.users IS 'Users with at least one event.';
COMMENT ON COLUMN new_and_returning_users.new_users IS 'Of these, users without an event in the 30 days before.';
COMMENT ON COLUMN new_and_returning_users.returning_users IS 'The others.';
COMMENT ON VIEW active_users IS 'Users with at least one event, and buyers among them, of the last 5 minutes, hour, today and 7 days.';
COMMENT ON COLUMN active_users.period IS '5 minutes, 1 hour, today or 7 days; the last two in whole days (UTC).';
COMMENT ON COLUMN active_users.since IS 'Begin of the period.';
COMMENT ON COLUMN active_users.users IS 'Users with at least one event.';
COMMENT ON COLUMN active_users.buyers IS 'Users with at least one order.';
COMMENT ON VIEW guests_by_day IS 'What guests did by day (UTC) and currency: events without user.';
COMMENT ON COLUMN guests_by_day.day IS 'The day.';
COMMENT ON COLUMN guests_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN guests_by_day.views IS 'Views.';
COMMENT ON COLUMN guests_by_day.clicks IS 'Clicks.';
COMMENT ON COLUMN guests_by_day.orders IS 'Events of type buy.';
COMMENT ON COLUMN guests_by_day.units IS 'What was sold.';
COMMENT ON COLUMN guests_by_day.revenue IS 'What it was sold for.';
COMMENT ON FUNCTION guests_between(date, date, text) IS 'Guests beside known users by day (UTC, last_day inclusive), in one currency.';
COMMENT ON VIEW guests IS 'Guests beside known users by day of the last 30 days (UTC), for each currency that something was paid in.';
COMMENT ON COLUMN guests.currency IS 'Currency of orders, units and revenue. Views and clicks without one count for each.';
COMMENT ON COLUMN guests.day IS 'The day.';
COMMENT ON COLUMN guests.guest_views IS 'Views of guests.';
COMMENT ON COLUMN guests.guest_clicks IS 'Clicks of guests.';
COMMENT ON COLUMN guests.guest_orders IS 'Events of type buy of guests.';
COMMENT ON COLUMN guests.guest_units IS 'What was sold of guests.';
COMMENT ON COLUMN guests.guest_revenue IS 'What it was sold for of guests.';
COMMENT ON COLUMN guests.known_views IS 'Views of users that are known.';
COMMENT ON COLUMN guests.known_clicks IS 'Clicks of users that are known.';
COMMENT ON COLUMN guests.known_orders IS 'Events of type buy of users that are known.';
COMMENT ON COLUMN guests.known_units IS 'What was sold of users that are known.';
COMMENT ON COLUMN guests.known_revenue IS 'What it was sold for of users that are known.';
COMMENT ON VIEW sessions_as_of IS 'Of when the views sessions and session_products are.';
COMMENT ON COLUMN sessions_as_of.as_of IS 'All events committed before are counted; now where all are, null where nothing was counted yet.';
COMMENT ON COLUMN sessions_as_of.pending IS 'Whether newer events are still to be counted.';
COMMENT ON VIEW sessions IS 'Sessions by the hour in which they began: events of one user and one session_id, without one until a gap of 30 minutes; each ends at midnight (UTC).';
COMMENT ON COLUMN sessions.hour IS 'Begin of the hour.';
COMMENT ON COLUMN sessions.sessions IS 'How many they are.';
COMMENT ON COLUMN sessions.bounces IS 'Of these, with one event that is no buy.';
COMMENT ON COLUMN sessions.buying IS 'Of these, with a buy.';
COMMENT ON COLUMN sessions.views IS 'Their events of type view: pages.';
COMMENT ON COLUMN sessions.events IS 'All their events.';
COMMENT ON COLUMN sessions.seconds IS 'Seconds from the first to the last event, of all of them together.';
COMMENT ON FUNCTION sessions_between(timestamptz, timestamptz, interval) IS 'Sessions by bucket of whole hours, with bounce rate, conversion, mean length and views of one.';
COMMENT ON VIEW session_products IS 'With which products sessions began and ended, by day (UTC).';
COMMENT ON COLUMN session_products.day IS 'The day.';
COMMENT ON COLUMN session_products.product_id IS 'The product.';
COMMENT ON COLUMN session_products.landings IS 'Sessions whose first event was about the product.';
COMMENT ON COLUMN session_products.bounces IS 'Of these, with no other event, and no buy.';
COMMENT ON COLUMN session_products.leavings IS 'Sessions whose last event was about the product.';
COMMENT ON FUNCTION session_products_between(date, date) IS 'With which products sessions began and ended (days in UTC, last_day inclusive).';
COMMENT ON VIEW cohorts_as_of IS 'Of when retention, cohort_values, repeat_buyers, days_between_orders, funnel_by_period, abandoned_products and the carts of cart_outcomes are.';
COMMENT ON COLUMN cohorts_as_of.as_of IS 'All events committed before are counted; now where all are, null where nothing was counted yet.';
COMMENT ON COLUMN cohorts_as_of.pending IS 'Whether newer events are still to be counted.';
COMMENT ON VIEW retention IS 'How many users of a cohort came back, or bought again, by week and by month (UTC; weeks begin on Mondays). Guests are in none.';
COMMENT ON COLUMN retention.grain IS 'week or month: how long cohorts and periods are.';
COMMENT ON COLUMN retention.basis IS 'event: cohorts by the first event of a user; buy: by the first buy.';
COMMENT ON COLUMN retention.cohort IS 'First day of the cohort''s week or month.';
COMMENT ON COLUMN retention.period IS 'First day of the week or month that is looked at.';
COMMENT ON COLUMN retention.age IS 'Weeks or months from cohort to period; 0 is the cohort''s own.';
COMMENT ON COLUMN retention.size IS 'Users of the cohort.';
COMMENT ON COLUMN retention.users IS 'Of these, with an event in the period.';
COMMENT ON COLUMN retention.buyers IS 'Of these, with a buy in the period.';
COMMENT ON COLUMN retention.orders IS 'Their events of type buy in the period.';
COMMENT ON COLUMN retention.user_share IS 'users divided by size.';
COMMENT ON COLUMN retention.buyer_share IS 'buyers divided by size.';
COMMENT ON VIEW cohort_values IS 'What the users of a cohort have spent, by week and by month; no row for a period in which they spent nothing and got nothing back.';
COMMENT ON COLUMN cohort_values.grain IS 'week or month: how long cohorts and periods are.';
COMMENT ON COLUMN cohort_values.basis IS 'event: cohorts by the first event of a user; buy: by the first buy.';
COMMENT ON COLUMN cohort_values.cohort IS 'First day of the cohort''s week or month.';
COMMENT ON COLUMN cohort_values.period IS 'First day of the week or month that is looked at.';
COMMENT ON COLUMN cohort_values.age IS 'Weeks or months from cohort to period; 0 is the cohort''s own.';
COMMENT ON COLUMN cohort_values.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN cohort_values.size IS 'Users of the cohort, whatever they paid in.';
COMMENT ON COLUMN cohort_values.revenue IS 'What was sold to them in the period.';
COMMENT ON COLUMN cohort_values.refunded IS 'What was given back to them in the period.';
COMMENT ON COLUMN cohort_values.net_revenue IS 'revenue less refunded.';
COMMENT ON COLUMN cohort_values.net_so_far IS 'net_revenue from the first period to the end of this one.';
COMMENT ON COLUMN cohort_values.value_per_user IS 'net_so_far divided by size: lifetime value until then.';
COMMENT ON VIEW repeat_buyers IS 'Buyers by the month of their first buy, and how many bought on another day.';
COMMENT ON COLUMN repeat_buyers.first_month IS 'First day of the month of their first buy.';
COMMENT ON COLUMN repeat_buyers.buyers IS 'Users with a buy.';
COMMENT ON COLUMN repeat_buyers.repeat_buyers IS 'Of these, with a buy on another day (UTC).';
COMMENT ON COLUMN repeat_buyers.repeat_share IS 'repeat_buyers divided by buyers.';
COMMENT ON COLUMN repeat_buyers.within_7_days IS 'Of the buyers, those whose second day came at most 7 days after the first.';
COMMENT ON COLUMN repeat_buyers.within_30_days IS 'At most 30 days.';
COMMENT ON COLUMN repeat_buyers.within_90_days IS 'At most 90 days.';
COMMENT ON COLUMN repeat_buyers.mean_days IS 'Mean days from the first to the second day; null without repeat buyers.';
COMMENT ON VIEW days_between_orders IS 'Days from a day on which a known user bought to the next such day of theirs, and how often it was so many.';
COMMENT ON COLUMN days_between_orders.days IS 'So many days (UTC); at least 1: several buys of one day are one.';
COMMENT ON COLUMN days_between_orders.gaps IS 'How often it was just so many.';
COMMENT ON COLUMN days_between_orders.share IS 'gaps divided by all of them.';
COMMENT ON COLUMN days_between_orders.share_so_far IS 'Share of those of at most so many days.';
COMMENT ON COLUMN days_between_orders.median_days IS 'Half of all are of at most so many days; the same in each row.';
COMMENT ON VIEW days_between_orders_by_month IS 'The same by the month in which the user bought again.';
COMMENT ON COLUMN days_between_orders_by_month.month IS 'First day of the month in which they bought again.';
COMMENT ON COLUMN days_between_orders_by_month.gaps IS 'How often a user bought again, on another day.';
COMMENT ON COLUMN days_between_orders_by_month.within_7_days IS 'Of these, at most 7 days after the day with a buy before.';
COMMENT ON COLUMN days_between_orders_by_month.within_30_days IS 'At most 30 days.';
COMMENT ON COLUMN days_between_orders_by_month.within_90_days IS 'At most 90 days.';
COMMENT ON COLUMN days_between_orders_by_month.median_days IS 'Half of them are of at most so many days.';
COMMENT ON COLUMN days_between_orders_by_month.mean_days IS 'Mean days.';
COMMENT ON VIEW steps_by_period IS 'Users by what they did in a day, week or month (UTC): each user of a period is in one row of it. Guests are in none.';
COMMENT ON COLUMN steps_by_period.grain IS 'day, week or month.';
COMMENT ON COLUMN steps_by_period.period IS 'The day, or the first day of the week (a Monday) or month.';
COMMENT ON COLUMN steps_by_period.steps IS 'What they did: the sum of view 1, click 2, cart 4, remove 8, checkout 16, buy 32, refund 64.';
COMMENT ON COLUMN steps_by_period.users IS 'How many users did just that.';
COMMENT ON VIEW session_steps IS 'Sessions by the hour in which they began and by what was done in them.';
COMMENT ON COLUMN session_steps.hour IS 'Begin of the hour.';
COMMENT ON COLUMN session_steps.steps IS 'What was done: the sum of view 1, click 2, cart 4, remove 8, checkout 16, buy 32. A refund is no visit.';
COMMENT ON COLUMN session_steps.sessions IS 'How many sessions they are.';
COMMENT ON FUNCTION needed_steps(text[]) IS 'The steps of a funnel, and what each asks for, in bits of steps_by_period.steps.';
COMMENT ON FUNCTION session_funnel_between(timestamptz, timestamptz, text[]) IS 'The same funnel of the sessions that began in whole hours (UTC).';
COMMENT ON FUNCTION funnel_of_steps(text, date, date, text[]) IS 'A funnel of any steps by day, week or month, such as ARRAY[''view'', ''cart?'', ''checkout?'', ''buy'']: ? makes one optional.';
COMMENT ON VIEW funnel_by_period IS 'How far users went, view > cart > checkout > buy, by day, by week and by month (UTC). Cart and checkout are optional. Guests are in none.';
COMMENT ON COLUMN funnel_by_period.grain IS 'day, week or month.';
COMMENT ON COLUMN funnel_by_period.period IS 'The day, or the first day of the week (a Monday) or month.';
COMMENT ON COLUMN funnel_by_period.step IS 'Its place, from 1.';
COMMENT ON COLUMN funnel_by_period.event_type IS 'The step.';
COMMENT ON COLUMN funnel_by_period.is_optional IS 'Whether the steps behind it do without it.';
COMMENT ON COLUMN funnel_by_period.users IS 'Distinct users who did it and the steps before it that are not optional, in any order.';
COMMENT ON COLUMN funnel_by_period.users_in_all IS 'Distinct users who did it, whatever else they did.';
COMMENT ON COLUMN funnel_by_period.share_of_first IS 'users divided by those of the first step.';
COMMENT ON COLUMN funnel_by_period.drop_off IS 'Users of the last step before it that is not optional, less its own; null where it is optional.';
COMMENT ON COLUMN funnel_by_period.drop_off_share IS 'drop_off divided by the users of that step before it; null at the first step and where it is optional.';
COMMENT ON VIEW cart_outcomes_by_day IS 'What became of the carts of a day. A cart is what one known user put in on one day (UTC), in one currency. carts = bought + emptied + open + abandoned.';
COMMENT ON COLUMN cart_outcomes_by_day.day IS 'The day.';
COMMENT ON COLUMN cart_outcomes_by_day.currency IS 'Currency of the prices; null where the events have none.';
COMMENT ON COLUMN cart_outcomes_by_day.carts IS 'Carts of known users.';
COMMENT ON COLUMN cart_outcomes_by_day.bought_carts IS 'Those of which the user bought something, after it was put in and before the end of the next day.';
COMMENT ON COLUMN cart_outcomes_by_day.emptied_carts IS 'Those of the others of which all was taken out again on the same day.';
COMMENT ON COLUMN cart_outcomes_by_day.open_carts IS 'Those with something left in them whose next day is not over.';
COMMENT ON COLUMN cart_outcomes_by_day.abandoned_carts IS 'Those with something left in them whose next day is over.';
COMMENT ON COLUMN cart_outcomes_by_day.abandoned_value IS 'What is left in the abandoned ones, at the price at which it was put in last.';
COMMENT ON VIEW abandoned_by_day IS 'What is left in the abandoned carts of a day (UTC), by product.';
COMMENT ON COLUMN abandoned_by_day.day IS 'The day of the carts.';
COMMENT ON COLUMN abandoned_by_day.product_id IS 'The product.';
COMMENT ON COLUMN abandoned_by_day.currency IS 'Currency of the value; null where the events have none.';
COMMENT ON COLUMN abandoned_by_day.carts IS 'Abandoned carts that it is in.';
COMMENT ON COLUMN abandoned_by_day.quantity IS 'How much of it is left in them.';
COMMENT ON COLUMN abandoned_by_day.value IS 'The same, at the price at which it was put in last.';
COMMENT ON FUNCTION carts_between(date, date, text) IS 'What was put into carts, and what became of the carts, by day (UTC, last_day inclusive), in one currency.';
COMMENT ON FUNCTION abandoned_between(date, date, text, text) IS 'What is left in abandoned carts of some days (UTC, last_day inclusive) by product, in one currency.';
COMMENT ON VIEW cart_outcomes IS 'What was put into carts, and what became of the carts, by day of the last 30 days (UTC). A cart is what one known user put in on one day, in one currency. carts = bought + emptied + open + abandoned.';
COMMENT ON COLUMN cart_outcomes.currency IS 'Currency of orders and amounts. Events and carts without one count for each.';
COMMENT ON COLUMN cart_outcomes.day IS 'The day.';
COMMENT ON COLUMN cart_outcomes.added IS 'Events of type cart, guests too.';
COMMENT ON COLUMN cart_outcomes.removed IS 'Events of type remove, guests too.';
COMMENT ON COLUMN cart_outcomes.orders IS 'Events of type buy, guests too.';
COMMENT ON COLUMN cart_outcomes.revenue IS 'Their total_price.';
COMMENT ON COLUMN cart_outcomes.carts IS 'Carts of known users.';
COMMENT ON COLUMN cart_outcomes.bought_carts IS 'Those of which the user bought something, after it was put in and before the end of the next day.';
COMMENT ON COLUMN cart_outcomes.emptied_carts IS 'Those of the others of which all was taken out again on the same day.';
COMMENT ON COLUMN cart_outcomes.open_carts IS 'Those with something left in them whose next day is not over.';
COMMENT ON COLUMN cart_outcomes.abandoned_carts IS 'Those with something left in them whose next day is over.';
COMMENT ON COLUMN cart_outcomes.abandoned_value IS 'What is left in the abandoned ones, at the price at which it was put in last.';
COMMENT ON VIEW abandoned_products IS 'What is left in the abandoned carts of the last 30 days (UTC), by product.';
COMMENT ON COLUMN abandoned_products.currency IS 'Currency of the value. What has none counts for each.';
COMMENT ON COLUMN abandoned_products.product_id IS 'The product.';
COMMENT ON COLUMN abandoned_products.product_name IS 'Its newest name.';
COMMENT ON COLUMN abandoned_products.category IS 'Its newest category.';
COMMENT ON COLUMN abandoned_products.carts IS 'Abandoned carts that it is in.';
COMMENT ON COLUMN abandoned_products.quantity IS 'How much of it is left in them.';
COMMENT ON COLUMN abandoned_products.value IS 'The same, at the price at which it was put in last.';
COMMENT ON FUNCTION refunds_between(date, date, text, text) IS 'Refunds beside orders of some days (UTC, last_day inclusive), by day, by category and by product, in one currency.';
COMMENT ON VIEW refund_rates IS 'Refunds beside orders of the last 30 days (UTC): by day, by category and by product.';
COMMENT ON COLUMN refund_rates.currency IS 'Currency of the amounts; null where the events have none.';
COMMENT ON COLUMN refund_rates.grouped_by IS 'day, category or product: the rows of each are over all events.';
COMMENT ON COLUMN refund_rates.day IS 'The day; null unless grouped by it.';
COMMENT ON COLUMN refund_rates.category IS 'Category, of a product its newest one; null by day, and where there is none.';
COMMENT ON COLUMN refund_rates.product_id IS 'The product; null unless grouped by it.';
COMMENT ON COLUMN refund_rates.product_name IS 'Its newest name.';
COMMENT ON COLUMN refund_rates.orders IS 'Events of type buy.';
COMMENT ON COLUMN refund_rates.refunds IS 'Events of type refund.';
COMMENT ON COLUMN refund_rates.refund_rate IS 'refunds divided by orders of the same time; null without orders.';
COMMENT ON COLUMN refund_rates.revenue IS 'What was sold.';
COMMENT ON COLUMN refund_rates.refunded IS 'What was given back.';
COMMENT ON COLUMN refund_rates.refunded_share IS 'refunded divided by revenue; null without revenue.';
COMMENT ON VIEW product_sales_by_day IS 'Sales by day, product and currency.';
COMMENT ON COLUMN product_sales_by_day.day IS 'Day (UTC).';
COMMENT ON COLUMN product_sales_by_day.product_id IS 'The product.';
COMMENT ON COLUMN product_sales_by_day.product_name IS 'Its newest name.';
COMMENT ON COLUMN product_sales_by_day.category IS 'Its newest category.';
COMMENT ON COLUMN product_sales_by_day.views IS 'Events of type view.';
COMMENT ON COLUMN product_sales_by_day.clicks IS 'Events of type click.';
COMMENT ON COLUMN product_sales_by_day.orders IS 'Events of type buy.';
COMMENT ON COLUMN product_sales_by_day.units IS 'What was sold of it: quantity of the buys.';
COMMENT ON COLUMN product_sales_by_day.revenue IS 'What was sold: total_price of the buys.';
COMMENT ON COLUMN product_sales_by_day.carts IS 'Events of type cart.';
COMMENT ON COLUMN product_sales_by_day.removes IS 'Events of type remove.';
COMMENT ON COLUMN product_sales_by_day.checkouts IS 'Events of type checkout.';
COMMENT ON COLUMN product_sales_by_day.refunds IS 'Events of type refund.';
COMMENT ON COLUMN product_sales_by_day.refunded IS 'What was given back: total_price of the refunds.';
COMMENT ON COLUMN product_sales_by_day.net_revenue IS 'Revenue without what was given back.';
COMMENT ON COLUMN product_sales_by_day.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN product_sales_by_day.view_to_buy IS 'Orders divided by views; null without views.';
COMMENT ON VIEW currencies IS 'The currencies in which something was bought, the one with most orders first.';
COMMENT ON COLUMN currencies.currency IS 'ISO 4217; null for what was bought where nobody says the currency.';
COMMENT ON COLUMN currencies.newest_hour IS 'The newest hour with an order in it.';
COMMENT ON COLUMN currencies.orders IS 'Orders in it, of the 30 days until its newest hour.';
COMMENT ON FUNCTION currency_or_most_used(text) IS 'The currency that is wanted, or where that is null the one with most orders; the empty string is none.';
COMMENT ON VIEW product_names IS 'Newest name and category of each product.';
COMMENT ON COLUMN product_names.product_id IS 'The product.';
COMMENT ON COLUMN product_names.product_name IS 'Its newest name; null where it has none.';
COMMENT ON COLUMN product_names.category IS 'Its newest category; null where it has none.';
COMMENT ON FUNCTION products_between(timestamptz, timestamptz, text, text) IS 'Sales of a time range by product: to the microsecond for up to 6 hours, in whole days (UTC) for more. In one currency, or without revenue.';
COMMENT ON VIEW top_products IS 'Products of the last 7 days (UTC), today included, ranked in each currency.';
COMMENT ON COLUMN top_products.product_id IS 'The product.';
COMMENT ON COLUMN top_products.product_name IS 'Its newest name.';
COMMENT ON COLUMN top_products.category IS 'Its newest category.';
COMMENT ON COLUMN top_products.views IS 'Events of type view.';
COMMENT ON COLUMN top_products.clicks IS 'Events of type click.';
COMMENT ON COLUMN top_products.orders IS 'Events of type buy.';
COMMENT ON COLUMN top_products.units IS 'What was sold of it: quantity of the buys.';
COMMENT ON COLUMN top_products.revenue IS 'What was sold: total_price of the buys.';
COMMENT ON COLUMN top_products.carts IS 'Events of type cart.';
COMMENT ON COLUMN top_products.removes IS 'Events of type remove.';
COMMENT ON COLUMN top_products.checkouts IS 'Events of type checkout.';
COMMENT ON COLUMN top_products.refunds IS 'Events of type refund.';
COMMENT ON COLUMN top_products.refunded IS 'What was given back: total_price of the refunds.';
COMMENT ON COLUMN top_products.net_revenue IS 'Revenue without what was given back.';
COMMENT ON COLUMN top_products.currency IS 'Currency of the revenue; null where the events have none.';
COMMENT ON COLUMN top_products.view_to_buy IS 'Orders divided by views; null without views.';
COMMENT ON COLUMN top_products.revenue_rank IS 'Place by revenue.';
COMMENT ON COLUMN top_products.units_rank IS 'Place by units.';
COMMENT ON COLUMN top_products.view_to_buy_rank IS 'Place by view_to_buy.';
COMMENT ON VIEW file_ledger IS 'The ledger of files: each delivery, its state and what became of each of its records.';
COMMENT ON COLUMN file_ledger.file_id IS 'Rises in the order of the commits.';
COMMENT ON COLUMN file_ledger.stream IS 'The stream whose file it is.';
COMMENT ON COLUMN file_ledger.path IS 'Name relative to the input folder.';
COMMENT ON COLUMN file_ledger.state IS 'loaded (still to be moved), archived, quarantined or missing.';
COMMENT ON COLUMN file_ledger.records_read IS 'Records found: the sum of the seven counts.';
COMMENT ON COLUMN file_ledger.inserted IS 'Records that became new rows.';
COMMENT ON COLUMN file_ledger.updated IS 'Records that replaced an older version.';
COMMENT ON COLUMN file_ledger.unchanged IS 'Records equal to their row.';
COMMENT ON COLUMN file_ledger.stale IS 'Records older than their row.';
COMMENT ON COLUMN file_ledger.duplicate IS 'Records that came in a later version in the same micro-batch.';
COMMENT ON COLUMN file_ledger.filtered IS 'Records of an event type that is not view, click or buy.';
COMMENT ON COLUMN file_ledger.rejected IS 'Records that were refused: see reject_details.';
COMMENT ON COLUMN file_ledger.first_error IS 'The first reject, or why the file was quarantined.';
COMMENT ON COLUMN file_ledger.size_bytes IS 'Size when it was taken.';
COMMENT ON COLUMN file_ledger.modified_at IS 'Modification time when it was taken.';
COMMENT ON COLUMN file_ledger.committed_at IS 'When its rows became visible; null once the batch ledger was cleaned up.';
COMMENT ON COLUMN file_ledger.loaded_at IS 'When the transaction held the fence.';
COMMENT ON COLUMN file_ledger.archived_at IS 'When it reached archive_path; null while it still has to be moved.';
COMMENT ON COLUMN file_ledger.archive_path IS 'Where it is kept.';
COMMENT ON COLUMN file_ledger.batch_id IS 'The micro-batch: batch_ledger.batch_id.';
COMMENT ON COLUMN file_ledger.replay_of IS 'The file_id whose records were sent through again.';
COMMENT ON COLUMN file_ledger.lag_seconds IS 'From the files modification to its rows being visible; null for replays.';
COMMENT ON VIEW ingest_lag IS 'Lag from a files modification to its rows being visible, over the newest 1000 files of each stream.';
COMMENT ON COLUMN ingest_lag.stream IS 'The stream.';
COMMENT ON COLUMN ingest_lag.files IS 'Files it was taken from.';
COMMENT ON COLUMN ingest_lag.since IS 'When the oldest of them became visible.';
COMMENT ON COLUMN ingest_lag.median_seconds IS 'Half of the files took no longer.';
COMMENT ON COLUMN ingest_lag.p95_seconds IS '95 of 100 files took no longer.';
COMMENT ON COLUMN ingest_lag.max_seconds IS 'The slowest.';
COMMENT ON VIEW ingest_status IS 'How the intake of each stream stands: totals of the ledger, backlog, heartbeat of the job.';
COMMENT ON COLUMN ingest_status.stream IS 'Name of the stream.';
COMMENT ON COLUMN ingest_status.last_batch IS 'Number of the newest micro-batch.';
COMMENT ON COLUMN ingest_status.last_committed_at IS 'When it became visible.';
COMMENT ON COLUMN ingest_status.heartbeat_at IS 'When the job last reported; null before its first start.';
COMMENT ON COLUMN ingest_status.heartbeat_age_seconds IS 'How long ago that was.';
COMMENT ON COLUMN ingest_status.files_waiting IS 'Files in the input folder that are still to be loaded.';
COMMENT ON COLUMN ingest_status.oldest_waiting_at IS 'Modification time of the oldest of them.';
COMMENT ON COLUMN ingest_status.oldest_waiting_seconds IS 'How long that one has been waiting.';
COMMENT ON COLUMN ingest_status.files_held IS 'Files that cannot be loaded or moved now.';
COMMENT ON COLUMN ingest_status.note IS 'What failed and is tried again; null where all goes well.';
COMMENT ON COLUMN ingest_status.owner IS 'Host and process of the job.';
COMMENT ON COLUMN ingest_status.started_at IS 'When it started.';
COMMENT ON COLUMN ingest_status.files IS 'Files in the ledger.';
COMMENT ON COLUMN ingest_status.records_read IS 'Records found: the sum of the seven counts.';
COMMENT ON COLUMN ingest_status.inserted IS 'Records that became new rows.';
COMMENT ON COLUMN ingest_status.updated IS 'Records that replaced an older version.';
COMMENT ON COLUMN ingest_status.unchanged IS 'Records equal to their row.';
COMMENT ON COLUMN ingest_status.stale IS 'Records older than their row.';
COMMENT ON COLUMN ingest_status.duplicate IS 'Records that came in a later version in the same micro-batch.';
COMMENT ON COLUMN ingest_status.filtered IS 'Records of an event type that is not view, click or buy.';
COMMENT ON COLUMN ingest_status.rejected IS 'Records that were refused: see reject_details.';
COMMENT ON COLUMN ingest_status.checked_at IS 'Clock of the database.';
COMMENT ON VIEW batch_ledger IS 'The micro-batches.';
COMMENT ON COLUMN batch_ledger.batch_id IS 'Number of the micro-batch.';
COMMENT ON COLUMN batch_ledger.stream IS 'The stream whose files it loaded.';
COMMENT ON COLUMN batch_ledger.committed_at IS 'When its rows became visible.';
COMMENT ON COLUMN batch_ledger.started_at IS 'When Spark handed it over.';
COMMENT ON COLUMN batch_ledger.files IS 'Its files.';
COMMENT ON COLUMN batch_ledger.records_read IS 'Records in them.';
COMMENT ON COLUMN batch_ledger.read_ms IS 'Milliseconds for reading and judging.';
COMMENT ON COLUMN batch_ledger.stage_ms IS 'Milliseconds for staging.';
COMMENT ON COLUMN batch_ledger.merge_ms IS 'Milliseconds from the fence to COMMIT.';
COMMENT ON COLUMN batch_ledger.seconds IS 'Seconds from start to COMMIT.';
COMMENT ON COLUMN batch_ledger.epoch IS 'Which start of the job wrote it.';
COMMENT ON COLUMN batch_ledger.spark_batch_id IS 'Sparks own number.';
COMMENT ON COLUMN batch_ledger.query_id IS 'Sparks id of the query.';
COMMENT ON FUNCTION ingest_trend_between(timestamptz, timestamptz, interval) IS 'Batches, files and events a second of a time range in buckets of a length.';
COMMENT ON VIEW ingest_by_minute IS 'The intake of the last 24 hours by stream and minute.';
COMMENT ON COLUMN ingest_by_minute.stream IS 'The stream.';
COMMENT ON COLUMN ingest_by_minute.minute IS 'Begin of the minute of the COMMIT.';
COMMENT ON COLUMN ingest_by_minute.batches IS 'Micro-batches.';
COMMENT ON COLUMN ingest_by_minute.files IS 'Files in them.';
COMMENT ON COLUMN ingest_by_minute.records_read IS 'Records in them.';
COMMENT ON COLUMN ingest_by_minute.events_per_second IS 'Records divided by the seconds of the period.';
COMMENT ON COLUMN ingest_by_minute.mean_batch_seconds IS 'Mean time from the start of a micro-batch to its COMMIT.';
COMMENT ON COLUMN ingest_by_minute.max_batch_seconds IS 'The longest.';
COMMENT ON VIEW ingest_rate IS 'The intake of each stream in the last minute, hour and 24 hours.';
COMMENT ON COLUMN ingest_rate.stream IS 'The stream.';
COMMENT ON COLUMN ingest_rate.period IS '1 minute, 1 hour or 24 hours.';
COMMENT ON COLUMN ingest_rate.batches IS 'Micro-batches.';
COMMENT ON COLUMN ingest_rate.files IS 'Files in them.';
COMMENT ON COLUMN ingest_rate.records_read IS 'Records in them.';
COMMENT ON COLUMN ingest_rate.events_per_second IS 'Records divided by the seconds of the period.';
COMMENT ON VIEW reject_details IS 'Dead letters with the file they stand in.';
COMMENT ON COLUMN reject_details.file_id IS 'The file: file_ledger.file_id.';
COMMENT ON COLUMN reject_details.stream IS 'The stream of that file.';
COMMENT ON COLUMN reject_details.path IS 'Its name relative to the input folder.';
COMMENT ON COLUMN reject_details.line IS 'Line on which the record begins.';
COMMENT ON COLUMN reject_details.byte_offset IS 'Where its first byte stands.';
COMMENT ON COLUMN reject_details.byte_length IS 'Its length, also where raw holds less.';
COMMENT ON COLUMN reject_details.reason IS 'Short code of the rule it broke.';
COMMENT ON COLUMN reject_details.column_name IS 'The column that broke it; null where the whole record did.';
COMMENT ON COLUMN reject_details.message IS 'What was found and what was expected.';
COMMENT ON COLUMN reject_details.raw IS 'Its bytes as delivered, the first 64 KiB. To read them: encode(raw, escape).';
COMMENT ON COLUMN reject_details.rejected_at IS 'When it was refused.';
COMMENT ON COLUMN reject_details.resolved_at IS 'When an operator settled it; null while it is open.';
COMMENT ON COLUMN reject_details.resolution IS 'replayed or discarded; null while it is open.';
COMMENT ON VIEW rejects_by_reason IS 'Rejects of the last 24 hours by reason and column.';
COMMENT ON COLUMN rejects_by_reason.stream IS 'The stream whose records they are.';
COMMENT ON COLUMN rejects_by_reason.reason IS 'Short code of the rule.';
COMMENT ON COLUMN rejects_by_reason.column_name IS 'The column that broke it; null where the whole record did.';
COMMENT ON COLUMN rejects_by_reason.rejects IS 'How many.';
COMMENT ON COLUMN rejects_by_reason.open IS 'Of these, not yet settled by an operator.';
COMMENT ON COLUMN rejects_by_reason.files IS 'Files they stand in.';
COMMENT ON COLUMN rejects_by_reason.newest IS 'When the newest was refused.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Staging: large micro-batches are copied in parallel into unlogged tables of their own in this schema
-- ---------------------------------------------------------------------------------------------------------------------
COMMENT ON SCHEMA tidegate_staging IS 'Unlogged staging tables of large micro-batches; the job creates and drops them.';

-- ---------------------------------------------------------------------------------------------------------------------
-- Rights: just these, whatever an earlier version gave. local-postgres/src/test/resources/dev/tidegate/postgres/rights.txt lists
-- what they come to; docs/security.md says what for.
-- ---------------------------------------------------------------------------------------------------------------------
SET LOCAL search_path = pg_catalog, pg_temp;
DO $$
DECLARE
    ours text;
BEGIN
    FOR ours IN SELECT btrim(name, E' \n')
                FROM unnest(string_to_array(current_setting('tidegate.relations'), ',')) AS named (name) LOOP
        EXECUTE format('REVOKE ALL ON TABLE public.%I FROM PUBLIC, tidegate_ingest, tidegate_reader, tidegate_operator', ours);
        -- A column of the type of a table's rows, in a table of somebody else, would keep the table from being changed.
        EXECUTE format('REVOKE ALL ON TYPE public.%I FROM PUBLIC, tidegate_ingest, tidegate_reader, tidegate_operator', ours);
    END LOOP;
    FOR ours IN SELECT unnest(string_to_array(current_setting('tidegate.sequences'), ', ')) LOOP
        EXECUTE format('REVOKE ALL ON SEQUENCE public.%I FROM PUBLIC, tidegate_ingest, tidegate_reader, tidegate_operator', ours);
    END LOOP;
    FOR ours IN SELECT name FROM regexp_split_to_table(current_setting('tidegate.functions'), ',\s+') AS named (name) LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION public.%s FROM PUBLIC, tidegate_ingest, tidegate_reader, tidegate_operator', ours);
    END LOOP;
    REVOKE ALL ON SCHEMA tidegate_staging FROM PUBLIC, tidegate_ingest, tidegate_reader, tidegate_operator;
    PERFORM public.shut_month(inhrelid) FROM pg_inherits WHERE inhparent = 'public.raw_events'::regclass;
END
$$;
SET LOCAL search_path = public;

GRANT SELECT, INSERT, UPDATE ON raw_events, ingested_files, pipeline_status TO tidegate_ingest;
GRANT SELECT, INSERT ON ingest_batches, rejected_events TO tidegate_ingest;
GRANT SELECT, INSERT, DELETE, TRUNCATE ON summed_events TO tidegate_ingest;
GRANT SELECT, UPDATE ON pipeline TO tidegate_ingest;
GRANT USAGE, CREATE ON SCHEMA tidegate_staging TO tidegate_ingest;
-- To take the next number, and no more. A replay takes some, too.
GRANT USAGE ON SEQUENCE ingested_file_ids, ingest_batch_ids TO tidegate_ingest, tidegate_operator;
GRANT EXECUTE ON FUNCTION raise_ids(bigint), refresh_cohorts(), refresh_sessions(), make_months() TO tidegate_ingest;

GRANT SELECT, INSERT, UPDATE ON raw_events, ingested_files, rejected_events, pipeline, pipeline_status TO tidegate_operator;
GRANT SELECT, INSERT, DELETE ON ingest_batches TO tidegate_operator;
GRANT DELETE ON rejected_events TO tidegate_operator;
GRANT SELECT ON sales_by_minute, sales_by_hour, product_by_day, user_by_day, user_total_by_day, products, cohorts_as_of, sessions_as_of
    TO tidegate_operator;

GRANT SELECT ON sales_trend_by_minute, sales_trend_by_hour, sales_trend_by_day, events_by_minute, events_by_hour, product_events_by_day,
    newest_sales, sales_now, user_engagement_by_day, user_engagement_total_by_day, event_details, user_engagement, guests_by_day, guests,
    sessions_as_of, sessions, session_products, cohorts_as_of, retention, cohort_values, repeat_buyers, days_between_orders,
    days_between_orders_by_month, steps_by_period, session_steps, funnel_by_period, cart_outcomes_by_day, cart_outcomes, abandoned_by_day, abandoned_products, refund_rates, funnel,
    unsettled_days, settled_sales_by_day, settled_products_by_day, user_bits, user_scopes, user_numbers, user_events, new_and_returning_users,
    active_users, product_sales_by_day, product_names, top_products, currencies, file_ledger, ingest_lag, ingest_status, batch_ledger, ingest_by_minute, ingest_rate, reject_details, rejects_by_reason
    TO tidegate_reader;
GRANT EXECUTE ON FUNCTION currency_digits(text), as_money(numeric, text), currency_or_most_used(text),
    events_in_hours(timestamptz, timestamptz, boolean), orders_of_30_days(timestamptz, text), sales_between(timestamptz, timestamptz),
    sales_trend_between(timestamptz, timestamptz, interval, text, text), sales_compared(timestamptz, timestamptz, text, text),
    user_engagement_between(timestamptz, timestamptz, text, text), funnel_between(timestamptz, timestamptz, text),
    users_are_many(), user_scope(timestamptz, timestamptz, text), users_as_of(timestamptz, timestamptz, text),
    user_sums(text[], date, date, text, boolean, text), at_least(bit varying[], bigint), funnel_of_days(date, date, text),
    engagement_of_days(date, date, text), engagement_between(timestamptz, timestamptz, text),
    top_users_of_days(date, date, text, text, bigint, text), top_users_between(timestamptz, timestamptz, text, text, text, bigint),
    newest_events_of_user(timestamptz, timestamptz, text, text, text, text, bigint),
    active_of_days(date, date), active_since(timestamptz, boolean), new_and_returning_of_days(date, date),
    new_and_returning_users_between(date, date), guests_between(date, date, text), step_bit(text),
    needed_steps(text[]), funnel_of_steps(text, date, date, text[]), session_funnel_between(timestamptz, timestamptz, text[]),
    carts_between(date, date, text), abandoned_between(date, date, text, text),
    refunds_between(date, date, text, text), products_between(timestamptz, timestamptz, text, text),
    ingest_trend_between(timestamptz, timestamptz, interval), sessions_between(timestamptz, timestamptz, interval),
    session_products_between(date, date)
    TO tidegate_reader;

GRANT EXECUTE ON FUNCTION recount_aggregates(), aggregate_differences(), aggregate_differences(date, date), refresh_cohorts(),
    cohort_differences(text, date), first_day_differences(), cohort_periods(), cohort_differences(),
    refresh_sessions(), session_differences(date), session_days(), session_differences(), make_months(), remove_months(date)
    TO tidegate_operator;

-- What others had on the views and functions that an upgrade has made anew.
DO $$
DECLARE
    given text;
BEGIN
    FOR given IN SELECT jsonb_array_elements_text(coalesce(nullif(current_setting('tidegate.grants', true), ''), '[]')::jsonb) LOOP
        EXECUTE given;
    END LOOP;
END
$$;

-- Nothing of this script is committed where a way in is open.
SET LOCAL search_path = pg_catalog, pg_temp;
DO $$
DECLARE
    hole text;
BEGIN
    WITH functions AS (
        SELECT * FROM pg_proc
        WHERE proowner = current_user::regrole AND pronamespace = 'public'::regnamespace
          AND (current_user = 'tidegate_owner'
               OR oid IN (SELECT to_regprocedure('public.' || name)
                          FROM regexp_split_to_table(current_setting('tidegate.functions'), ',\s+') AS named (name)))
    ), relations AS (
        SELECT btrim(name, E' \n') AS name, relkind, relacl FROM unnest(string_to_array(current_setting('tidegate.relations'), ',')) AS named (name)
             JOIN pg_class ON pg_class.oid = to_regclass('public.' || btrim(name, E' \n'))
    ), trusted AS (
        SELECT oid FROM pg_roles
        WHERE rolsuper OR rolname IN (current_user, session_user)
           OR oid IN (SELECT datdba FROM pg_database WHERE datname = current_database())
    )
    SELECT string_agg(open, '; ') INTO hole FROM (
        SELECT format('everybody may execute %s', oid::regprocedure) AS open
        FROM functions, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS granted WHERE granted.grantee = 0
        UNION ALL
        SELECT format('%s runs with the rights of its owner and without SET search_path = pg_catalog, pg_temp', oid::regprocedure)
        FROM functions WHERE prosecdef AND 'search_path=pg_catalog, pg_temp' <> ALL (coalesce(proconfig, '{}'))
        UNION ALL
        -- With types that fit better than those of PostgreSQL's own it would be called by our views and functions.
        SELECT format('%s belongs to %s and has the name of one that the views call', oid::regprocedure, proowner::regrole)
        FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proowner NOT IN (SELECT oid FROM trusted)
          AND (proname IN (SELECT proname FROM functions)
               OR proname IN (SELECT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace))
        UNION ALL
        SELECT format('operator %s belongs to %s and has the name of one that the views call', oid::regoperator, oprowner::regrole)
        FROM pg_operator
        WHERE oprnamespace = 'public'::regnamespace AND oprowner NOT IN (SELECT oid FROM trusted)
          AND oprname IN (SELECT oprname FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace)
        UNION ALL
        -- A trigger runs with the rights of who writes: on an aggregate those of the owner.
        SELECT format('%s may make triggers on %s', granted.grantee::regrole, string_agg(relations.name, ', ' ORDER BY relations.name))
        FROM relations, aclexplode(relacl) AS granted
        WHERE relkind IN ('r', 'p') AND granted.privilege_type = 'TRIGGER' AND granted.grantee NOT IN (SELECT oid FROM trusted)
        GROUP BY granted.grantee
        UNION ALL
        SELECT format('everybody may create in schema %s', nspname)
        FROM pg_namespace, aclexplode(nspacl) AS granted
        WHERE nspname IN ('public', 'tidegate_staging') AND granted.grantee = 0 AND granted.privilege_type = 'CREATE'
        UNION ALL
        SELECT format('role %s is a superuser, or has CREATEROLE, REPLICATION or BYPASSRLS', rolname)
        FROM pg_roles
        WHERE rolname IN ('tidegate_owner', 'tidegate_ingest', 'tidegate_reader', 'tidegate_operator')
          AND (rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls)
        UNION ALL
        SELECT 'tidegate_owner may log in' FROM pg_roles WHERE rolname = 'tidegate_owner' AND rolcanlogin
        UNION ALL
        SELECT format('role %s is a member of %s', grouped, current_user)
        FROM unnest(ARRAY['tidegate_ingest', 'tidegate_reader', 'tidegate_operator']) AS groups (grouped)
        WHERE pg_has_role(grouped, current_user, 'MEMBER')
        UNION ALL
        SELECT format('the owner %s is a superuser', rolname) FROM pg_roles WHERE rolname = current_user AND rolsuper) AS holes;
    IF hole IS NOT NULL THEN
        RAISE EXCEPTION 'Refused, and nothing is changed: %', hole
            USING HINT = 'Take that right away as the one who can (the owner of the schema or function, or a superuser), then run this again.';
    END IF;
    IF EXISTS (SELECT FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS granted
               WHERE datname = current_database() AND granted.grantee = 0 AND granted.privilege_type = 'TEMPORARY') THEN
        RAISE WARNING 'Every login may make temp tables in this database, and no reader needs to'
            USING HINT = format('As the owner of the database: REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    END IF;
END
$$;

COMMIT;

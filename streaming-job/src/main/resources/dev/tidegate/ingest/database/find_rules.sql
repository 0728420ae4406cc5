-- Rules on INSERT (3) and UPDATE (2) of the tables that the job writes. PostgreSQL knows neither ON CONFLICT nor WITH for them.
SELECT string_agg(format('%I on %I', rule.rulename, relation.relname), ', ' ORDER BY relname, rulename) AS rules,
       string_agg(format('DROP RULE %I ON public.%I', rule.rulename, relation.relname), '; ' ORDER BY relname, rulename) AS removal
FROM pg_rewrite AS rule JOIN pg_class AS relation ON relation.oid = rule.ev_class
WHERE relation.relnamespace = 'public'::regnamespace AND relation.relkind IN ('r', 'p')
  AND relation.relname IN ('raw_events', 'ingested_files', 'ingest_batches', 'rejected_events', 'pipeline', 'pipeline_status',
                           'summed_events', 'sales_by_minute', 'sales_by_hour', 'product_by_day', 'user_by_day',
                           'user_total_by_day', 'products', 'marked_days', 'marked_cohorts', 'user_first_days', 'cohort_users',
                           'cohort_revenue', 'buyers_by_gap', 'orders_by_gap', 'users_by_steps', 'carts_by_day', 'left_in_carts', 'cohort_progress',
                           'marked_sessions', 'sessions_by_hour', 'session_ends_by_day', 'sales_by_day', 'product_total_by_day',
                           'user_bits_by_day', 'categories_in_bits', 'user_events_by_day')
  AND rule.ev_type IN ('2', '3') AND rule.ev_enabled IN ('O', 'A')

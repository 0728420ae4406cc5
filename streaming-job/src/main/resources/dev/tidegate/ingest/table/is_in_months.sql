-- Whether the set-up has parted the events by month.
SELECT coalesce((SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass('public.raw_events')), false) AS is_in_months

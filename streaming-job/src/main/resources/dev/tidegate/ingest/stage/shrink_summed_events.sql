-- Each large micro-batch leaves its sums behind as dead rows, and the trigger reads over them: faster than autovacuum, which
-- comes once a minute, can be. Nobody has a live row in it between two merges; who is just using it is not waited for.
DO $$
BEGIN
    IF pg_relation_size('summed_events') > 4 * 1024 * 1024 THEN
        SET LOCAL lock_timeout = '100ms';
        TRUNCATE summed_events;
    END IF;
EXCEPTION WHEN lock_not_available THEN
    NULL; -- another time
END
$$

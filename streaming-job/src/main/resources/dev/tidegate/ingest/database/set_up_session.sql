-- Set for each session, so that nothing hangs for ever and a driver that died does not hold up the next:
-- a transaction left idle ends after 30 s, a statement whose client is gone after 5 s, a wait for a lock after 10 s.
-- jit costs more than it brings in a merge.
SELECT pg_catalog.set_config(setting.name, setting.value, false)
FROM (VALUES ('search_path', 'public'),
             ('timezone', 'UTC'),
             ('jit', 'off'),
             ('synchronous_commit', 'on'),
             ('lock_timeout', '10s'),
             ('idle_session_timeout', '0'),
             ('idle_in_transaction_session_timeout', '30s'),
             ('client_connection_check_interval', '5s'),
             ('tcp_keepalives_idle', '10'),
             ('tcp_keepalives_interval', '5'),
             ('tcp_keepalives_count', '3'),
             ('statement_timeout', ?)) AS setting (name, value)

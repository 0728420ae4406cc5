#!/bin/bash
# The login roles of the programs, with the passwords that prepare made. May be run again, after a password was changed:
#   docker compose up -d && docker compose exec -u postgres postgres bash /docker-entrypoint-initdb.d/2-logins.sh
set -euo pipefail

# The password goes in by a variable of psql, on standard input: no process list and no log shows it.
login() {
    local role=$1 group=$2
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" \
        --set role="$role" --set group="$group" <<'SQL'
\set password `cat /passwords/:role`
SET client_min_messages = warning;
SELECT format('CREATE ROLE %I LOGIN', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
-- Not into the server's log, whatever that is set to show.
SET log_min_error_statement = panic;
SET log_statement = none;
ALTER ROLE :"role" PASSWORD :'password';
GRANT :"group" TO :"role";
SQL
}

login tidegate_job tidegate_ingest
login tidegate_dashboard tidegate_reader
login tidegate_grafana tidegate_reader

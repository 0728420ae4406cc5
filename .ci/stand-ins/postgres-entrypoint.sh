#!/usr/bin/env bash
# Behaves as the entry point of the official image does: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB and
# POSTGRES_INITDB_ARGS, each also as .._FILE; /docker-entrypoint-initdb.d on an empty data folder; no TCP until that is done.
set -euo pipefail

# from_file NAME DEFAULT: sets NAME from NAME_FILE, where only that is given.
from_file() {
    local name=$1 file_name=${1}_FILE
    if [[ -n ${!name:-} && -n ${!file_name:-} ]]; then
        echo "error: both $name and $file_name are set (but are exclusive)" >&2
        exit 1
    elif [[ -n ${!file_name:-} ]]; then
        export "$name=$(<"${!file_name}")"
    else
        export "$name=${!name:-$2}"
    fi
    unset "$file_name"
}

as_superuser() {
    PGHOST='' PGOPTIONS='' psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --no-password "$@"
}

run_initialization_files() {
    local file
    for file in /docker-entrypoint-initdb.d/*; do
        case $file in
            *.sh)
                echo "$0: running $file"
                # shellcheck source=/dev/null
                if [[ -x $file ]]; then "$file"; else . "$file"; fi
                ;;
            *.sql)
                echo "$0: running $file"
                as_superuser --dbname "$POSTGRES_DB" -f "$file"
                ;;
            *.sql.gz)
                echo "$0: running $file"
                gunzip -c "$file" | as_superuser --dbname "$POSTGRES_DB"
                ;;
            *'/*') ;;
            *) echo "$0: ignoring $file" ;;
        esac
    done
}

initialize() {
    from_file POSTGRES_PASSWORD ''
    from_file POSTGRES_USER postgres
    from_file POSTGRES_DB "$POSTGRES_USER"
    from_file POSTGRES_INITDB_ARGS ''
    if [[ -z $POSTGRES_PASSWORD && ${POSTGRES_HOST_AUTH_METHOD:-} != trust ]]; then
        echo "Error: Database is uninitialized and superuser password is not specified." >&2
        exit 1
    fi
    local arguments=()
    read -ra arguments <<<"$POSTGRES_INITDB_ARGS"
    initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") -D "$PGDATA" \
        ${arguments[@]+"${arguments[@]}"}
    printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"

    # With the settings that were asked for, but nobody comes in by TCP.
    local settings
    printf -v settings '%q ' "${@:2}" -c listen_addresses= -c unix_socket_directories=/var/run/postgresql -p 5432
    pg_ctl -D "$PGDATA" -o "$settings" -w start
    if [[ $POSTGRES_DB != postgres ]]; then
        as_superuser --dbname postgres --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
    fi
    run_initialization_files
    pg_ctl -D "$PGDATA" -m fast -w stop
    printf '\nPostgreSQL init process complete; ready for start up.\n\n'
}

if [[ ${1:-} == -* ]]; then
    set -- postgres "$@"
fi
if [[ ${1:-} == postgres ]]; then
    if ((EUID == 0)); then
        mkdir -p "$PGDATA" /var/run/postgresql
        chmod 00700 "$PGDATA"
        chmod 03775 /var/run/postgresql
        chown -R postgres:postgres "$PGDATA" /var/run/postgresql
        exec gosu postgres "$0" "$@"
    fi
    if [[ ! -s $PGDATA/PG_VERSION ]]; then
        initialize "$@"
    else
        printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
    fi
    set -- "$@" -c unix_socket_directories=/var/run/postgresql
    # Everywhere, as in the official image; a setting that was asked for comes later and wins.
    set -- "$1" -c "listen_addresses=*" "${@:2}"
fi
exec "$@"

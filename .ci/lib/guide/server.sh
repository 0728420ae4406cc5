# shellcheck shell=bash
# To be sourced. "Your own database": a PostgreSQL on the usual port, with its superuser as administrator, by the programs that the
# demo has unpacked.

start_server() {
    local programs=$1
    # PostgreSQL refuses to run as root; in a user namespace of its own it does not see root.
    as=()
    ((EUID != 0)) || as=(unshare --user)
    bin=$programs/bin
    (umask 077 && head -c 15 /dev/urandom | base64 >"$work/postgres.chosen")
    "${as[@]}" "$bin/initdb" --pgdata="$work/server" --username=postgres --pwfile="$work/postgres.chosen" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync >"$work/initdb.log"
    printf '%s\n' "timezone = UTC" "listen_addresses = '127.0.0.1'" "unix_socket_directories = ''" \
        >>"$work/server/postgresql.conf"
    "${as[@]}" "$bin/pg_ctl" --pgdata="$work/server" --log="$work/server.log" --wait --silent start </dev/null >/dev/null
    (umask 077 && echo "127.0.0.1:5432:*:postgres:$(<"$work/postgres.chosen")" >"$work/administrator.pgpass")
    export PGHOST=127.0.0.1 PGUSER=postgres PGPASSFILE=$work/administrator.pgpass
}

stop_server() {
    [[ ! -e $work/server/postmaster.pid ]] ||
        "${as[@]}" "$bin/pg_ctl" --pgdata="$work/server" --mode=immediate --silent stop >/dev/null
}

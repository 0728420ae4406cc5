#!/usr/bin/env bash
# Runs docker-compose.yml as a user would, hurts it, and checks every row against the files: .ci/compose-test.sh
# It needs a Docker engine with the base images, or with a registry. Its data lies in a folder of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

data=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-compose.XXXXXX")
# As umask gives it to a folder of a fresh clone; mktemp is stricter.
chmod 755 "$data"
logs=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-compose-logs.XXXXXX")
chmod 755 "$logs"
export COMPOSE_PROJECT_NAME=tidegate-proof TIDEGATE_DATA=$data TIDEGATE_LOGS=$logs
export TIDEGATE_POSTGRES_PORT=${TIDEGATE_POSTGRES_PORT:-15432} TIDEGATE_DASHBOARD_PORT=${TIDEGATE_DASHBOARD_PORT:-18080}
export TIDEGATE_GENERATOR_INTERVAL=500ms TIDEGATE_GENERATOR_REDELIVERED=0.1 TIDEGATE_GENERATOR_CORRECTED=0.1 \
    TIDEGATE_GENERATOR_UNKNOWN_TYPE=0.05 TIDEGATE_TRIGGER=1s TIDEGATE_MAX_FILES_PER_TRIGGER=20 TIDEGATE_REFUSED_PAUSE=15s
broken=0

holds() { echo "ok - $*"; }
breaks() {
    echo "not ok - $*"
    broken=$((broken + 1))
}

# check WHAT COMMAND..
check() {
    local what=$1
    shift
    if "$@"; then holds "$what"; else breaks "$what"; fi
}

# says PATTERN COMMAND..: whether a command that may fail says so; its first such line is shown.
says() {
    local pattern=$1
    shift
    { "$@" 2>&1 || true; } | grep -E -m 1 -- "$pattern"
}

# within SECONDS COMMAND..: as soon as it succeeds.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < end)) || return 1
        sleep 1
    done
}

sql() { docker compose exec -T postgres psql -U postgres -d tidegate -XAtq -v ON_ERROR_STOP=1 -c "$1"; }
rows() { sql 'SELECT count(*) FROM raw_events'; }
has_rows() { (($(rows) > 0)); }
has_more_rows_than() { (($(rows) > $1)); }
service() { docker compose ps --all --quiet "$1" | head -n 1; }
state() { docker inspect --format '{{.State.Health.Status}}' "$(service "$1")"; }
healthy() { [[ $(state "$1") == healthy ]]; }
restarts() { docker inspect --format '{{.RestartCount}}' "$(service "$1")"; }
all_healthy() {
    local name
    for name in "$@"; do healthy "$name" || return 1; done
}

at_exit() {
    local status=$?
    if ((status != 0)); then
        docker compose ps --all
        docker compose logs --no-color --tail 40
    fi
    docker compose --profile '*' down --volumes --timeout 20 >/dev/null 2>&1 || true
    rm -rf "$data" "$logs"
}
trap at_exit EXIT

# kill -9 of all that runs in a container, and what the restart policy makes of it. From outside: the first process of a container
# cannot be killed from within, and 'docker kill' would count as a stop that is wanted.
kill_service() {
    local name=$1 before count
    before=$(restarts "$name")
    count=$(rows)
    docker run --rm --pid host --network none --entrypoint bash postgres:16.15 \
        -c "kill -9 $(docker inspect --format '{{.State.Pid}}' "$(service "$name")")"
    came_back() { (($(restarts "$name") > before)) && healthy "$name"; }
    rows_again() { within 120 came_back && within 90 has_more_rows_than "$count"; }
    check "$name is healthy again after kill -9, and rows arrive" rows_again
}

# Everything that the generator wrote, seen in the files alone, against what the database has.
exact() {
    local when=$1
    docker compose stop generator >/dev/null 2>&1
    input_empty() { [[ -z $(find "$data/input" -name '*.csv' -print -quit) ]]; }
    settled() { (($(sql "SELECT count(*) FROM ingested_files WHERE state = 'archived'") == $(find "$data/archive" -name '*.csv' | wc -l))); }
    all_settled() {
        if within 120 input_empty && within 60 settled; then return; fi
        find "$data/input" -ls
        sql "SELECT path, state, size_bytes, modified_at, archive_path FROM ingested_files WHERE state <> 'archived' LIMIT 10"
        docker compose logs --no-color --tail 20 streaming-job
        return 1
    }
    check "$when: every file is in the archive and in the ledger as archived" all_settled

    find "$data/archive" -name '*.csv' -exec tail -q -n +2 {} + >"$data/records"
    awk -F, '$(NF - 3) ~ /^(view|click|buy)$/ {print tolower($1)}' "$data/records" | sort -u >"$data/ids"
    sql 'SELECT event_id FROM raw_events' | sort >"$data/loaded"
    check "$when: raw_events has each of the $(wc -l <"$data/ids") event ids of the files once, and no other" cmp "$data/ids" "$data/loaded"
    local sum
    sum=$(sql 'SELECT sum(inserted + updated + unchanged + stale + duplicate + filtered + rejected) FROM ingested_files')
    check "$when: the seven counts add up to the $(wc -l <"$data/records") records of the files" test "$sum" = "$(wc -l <"$data/records")"
    # Paths hold blanks seldom and line ends never; sha256sum wants two blanks.
    sql "SELECT encode(sha256, 'hex') || '  ' || archive_path FROM ingested_files" | sort -k 2 >"$data/ledger"
    (cd "$data/archive" && find . -name '*.csv' -exec sha256sum {} +) | sed 's|  \./|  |' | sort -k 2 >"$data/sums"
    check "$when: each file is in the ledger once, with the SHA-256 that it has in the archive" cmp "$data/ledger" "$data/sums"
    check "$when: the aggregates are those of a recount" test -z "$(sql 'SELECT * FROM aggregate_differences()')"
    docker compose start generator >/dev/null 2>&1
}

echo "== docker-compose.yml"
# Where a service lacks what each must have: as compose understands the file.
lacking() {
    # A limit of 0 is none, and compose leaves it out: these are for the user to set.
    TIDEGATE_JOB_CPUS=1 TIDEGATE_POSTGRES_CPUS=1 TIDEGATE_WORKER_CPUS=1 docker compose --profile '*' config | awk '
        function told(what) { if (service && !(what in has)) print service ": no " what }
        function tell() { told("cpus"); told("mem_limit"); told("pids_limit"); told("image"); delete has }
        /^[a-z]/ { tell(); section = $1; service = "" }
        section == "services:" && /^  [a-z0-9-]+:$/ { tell(); service = $1 }
        section == "services:" && /^    [a-z_]+:/ {
            has[substr($1, 1, length($1) - 1)]
            if ($1 == "image:" && $2 !~ /:v?[0-9]+[.][0-9]+([._-].*)?$/) print service " " $2 ": not of one version"
        }
        END { tell() }'
}
check "each service is limited, and of an image of one version" test -z "$(lacking | tee /dev/stderr)"
version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' pom.xml | head -n 1)
of_this_version() { ! docker compose --profile '*' config --images | grep '^tidegate/' | grep -v ":$version\$"; }
check "our images have the version of the poms" of_this_version

echo "== build"
docker compose build --quiet
echo "== up"
began=$SECONDS
docker compose up --detach --quiet-pull 2>&1 | tail -n 20
if within 60 has_rows; then
    holds "rows are in raw_events $((SECONDS - began)) s after docker compose up"
else
    breaks "rows are in raw_events within a minute of docker compose up"
fi
check "all containers are healthy" within 120 all_healthy postgres streaming-job generator dashboard
check "Prometheus would find the metrics of the job" says '^tidegate_job_epoch[{]stream="events"[}] [1-9]' \
    docker compose exec -T streaming-job bash -c 'exec 3<>/dev/tcp/127.0.0.1/9404 && printf "GET /metrics HTTP/1.0\r\n\r\n" >&3 && cat <&3'
same_lines() {
    docker logs "$(service streaming-job)" 2>&1 | grep ' INFO  MicroBatch: batch=' | head -n 5 >"$data/printed"
    grep ' INFO  MicroBatch: batch=' "$logs/tidegate.log" | head -n "$(wc -l <"$data/printed")" >"$data/written"
    [[ -s $data/written ]] && cmp "$data/printed" "$data/written"
}
check "the folder logs has the lines of the job that its container printed" within 60 same_lines
# There are no images of them here.
check "the profile observability can be read, which is all that is tried of it" docker compose --profile observability config --quiet
check "the dashboard answers on 127.0.0.1" within 20 curl -fsS -o /dev/null "http://127.0.0.1:$TIDEGATE_DASHBOARD_PORT/"
# status WANTED CURL-OPTIONS..: whether the dashboard answers with that status.
status() {
    local wanted=$1
    shift
    [[ $(curl -s -o /dev/null -w '%{http_code}' "$@") == "$wanted" ]]
}
page=http://127.0.0.1:$TIDEGATE_DASHBOARD_PORT
check "the dashboard does not answer to a foreign name" status 421 -H 'Host: evil.example' "$page/api/rejects"
check "the dashboard does not answer a page of another site" status 403 -H 'Sec-Fetch-Site: cross-site' "$page/api/rejects"
check "the dashboard answers a probe that knows its address only" status 200 -H 'Host: 198.51.100.7' "$page/healthz"
check "no container runs as root but for the entry point of PostgreSQL" test \
    "$(for name in streaming-job generator dashboard; do docker compose exec -T "$name" id -u; done | xargs)" = "185 185 186"
no_password_shown() {
    local name password
    for name in postgres tidegate_job tidegate_admin tidegate_dashboard; do
        password=$(docker compose exec -T -u postgres postgres cat "/passwords/$name")
        if { docker inspect "$(service prepare)" "$(service postgres)" "$(service streaming-job)" "$(service dashboard)"; docker compose logs --no-color; cat "$logs"/*; } \
            | grep -qF -- "$password"; then
            return 1
        fi
    done
}
check "no password is in a container's description or in a log" no_password_shown
job_reads_its_own_only() {
    docker compose exec -T streaming-job cat /passwords/tidegate_job >/dev/null
    local name
    for name in postgres tidegate_admin tidegate_dashboard; do
        ! docker compose exec -T streaming-job cat "/passwords/$name" >/dev/null 2>&1 || return 1
    done
}
check "the job can read its own password and no other" job_reads_its_own_only
tidegate() { docker compose run --rm -T tidegate "$@"; }
check "tidegate status of the image tells the state" says 'files' tidegate status
check "tidegate doctor of the image, with an operator's login, finds nothing" tidegate doctor

# As Spark on Kubernetes calls an image, with the settings where it mounts them.
image=tidegate/streaming-job:$version
check "the image is a driver of Spark on Kubernetes" says '^Tidegate [0-9]' \
    docker run --rm --tmpfs /opt/spark/conf --env SPARK_DRIVER_BIND_ADDRESS=127.0.0.1 "$image" \
    driver --class dev.tidegate.ingest.IngestJob local:///opt/tidegate/streaming-job.jar --version
check "the image is an executor of Spark on Kubernetes" says 'Failed to connect to /127.0.0.1:9' \
    docker run --rm --tmpfs /opt/spark/conf --env SPARK_EXECUTOR_MEMORY=256m --env SPARK_EXECUTOR_CORES=1 \
    --env SPARK_EXECUTOR_POD_IP=127.0.0.1 --env SPARK_EXECUTOR_POD_NAME=pod --env SPARK_EXECUTOR_ID=1 \
    --env SPARK_APPLICATION_ID=app --env SPARK_RESOURCE_PROFILE_ID=0 \
    --env SPARK_DRIVER_URL=spark://CoarseGrainedScheduler@127.0.0.1:9 "$image" executor
# As kubernetes/ has it run: without an init, and with nothing to write but /tmp and the folders.
manifest=kubernetes/base/streaming-job.yaml
first() { sed -n "s/^ *$1: //p" "$manifest" | head -n 1; }
check "the image runs with the rights that its manifest gives it" says '^Tidegate [0-9]' \
    docker run --rm --network none --read-only --user "$(first runAsUser):$(first runAsGroup)" --cap-drop ALL \
    --security-opt no-new-privileges:true --tmpfs "/tmp:exec,mode=1777,size=$(first sizeLimit | tr -d i)" \
    --tmpfs /tidegate/data:mode=1777 "$image" --version
set_up_inside() {
    docker run --rm --network none --entrypoint cat "$image" /opt/tidegate/set-up/postgres_setup.sql | cmp - postgres_setup.sql &&
        docker run --rm --network none --entrypoint cat "$image" /opt/tidegate/set-up/migrate | cmp - docker/postgres/migrate
}
check "the image has the set-up that goes with it" set_up_inside

echo "== kill -9 of each container in turn"
kill_service streaming-job
kill_service postgres
kill_service dashboard
kill_service generator
exact "after the kills"

echo "== down and up, on the volume of a database that lacks something, with another password for its superuser"
docker compose down --timeout 60 >/dev/null 2>&1
docker compose up --detach postgres 2>&1 | tail -n 1
within 60 healthy postgres
sql 'DROP VIEW active_users; REVOKE tidegate_operator FROM tidegate_admin'
printf '%s\n' 'one with \ and : and '\' >"$data/chosen"
export POSTGRES_PASSWORD_FILE=$data/chosen
docker compose down --timeout 60 >/dev/null 2>&1
kept=$(find "$data/archive" -name '*.csv' | wc -l)
docker compose up --detach 2>&1 | tail -n 5
check "all containers are healthy after down and up" within 120 all_healthy postgres streaming-job generator dashboard
check "the set-up ran: what was missing is there again" test "$(sql "SELECT to_regclass('active_users'), pg_has_role('tidegate_admin', 'tidegate_operator', 'USAGE')")" = "active_users|t"
stopped_well() { ! docker compose logs --no-color postgres | grep -E 'not properly shut down'; }
check "PostgreSQL was shut down by down, and did not crash" stopped_well
check "no file of the archive was lost by down and up" test "$(find "$data/archive" -name '*.csv' | wc -l)" -ge "$kept"
exact "after down and up"
check "the folder logs has lines of each start: the first, the one after kill -9, the one after up" test "$(grep -c 'MetricsOptions: Metrics on' "$logs/tidegate.log")" -ge 3

echo "== bad situations"
sql "ALTER ROLE tidegate_job PASSWORD 'another'"
docker compose restart --timeout 60 streaming-job >/dev/null 2>&1
wrong_password() { says 'Cannot log in to .*password authentication failed' docker compose logs --no-color streaming-job; }
check "a wrong password is one clear line" within 120 wrong_password
sql "ALTER SYSTEM SET log_min_duration_statement = 0"
sql "SELECT pg_reload_conf()" >/dev/null
docker compose run --rm -T migrate
sql "ALTER SYSTEM RESET log_min_duration_statement"
sql "SELECT pg_reload_conf()" >/dev/null
logs_no_password() {
    local password
    password=$(docker compose exec -T postgres cat /passwords/tidegate_job)
    says "ALTER USER tidegate_job PASSWORD 'SCRAM-SHA-256" docker compose logs --no-color postgres || return 1
    ! says "'$password'" docker compose logs --no-color postgres
}
check "a server that logs all statements has no password in its log" logs_no_password
check "the job goes on by itself once the password is right" within 120 has_more_rows_than "$(rows)"
refused_and_quiet() {
    local began
    sql "UPDATE pipeline SET schema_version = 99"
    began=$(date -u +%FT%TZ)
    docker compose restart --timeout 60 streaming-job >/dev/null 2>&1
    within 90 says 'this container does nothing for' docker compose logs --no-color --since "$began" streaming-job || return 1
    # Docker counts from the last start by hand.
    (($(restarts streaming-job) == 0))
}
check "a job that is refused does not start again and again" refused_and_quiet
sql "UPDATE pipeline SET schema_version = $(sed -n 's/.*int VERSION = \([0-9]*\);/\1/p' streaming-job/src/main/java/dev/tidegate/ingest/database/Schema.java)"
check "the job goes on by itself once it is not refused any more" within 120 has_more_rows_than "$(rows)"
check "a data folder that the job cannot write in is one clear line" says 'Cannot start: user 185' \
    docker run --rm --entrypoint /prepare --volume "$PWD/docker/prepare:/prepare:ro" --volume "$data:/data:ro" --volume "$logs:/logs" \
    --tmpfs /passwords postgres:16.15
check "a log folder that the job cannot write in is one clear line" says 'Cannot start: user 185.* TIDEGATE_LOGS' \
    docker run --rm --entrypoint /prepare --volume "$PWD/docker/prepare:/prepare:ro" --volume "$data:/data" --volume "$logs:/logs:ro" \
    --tmpfs /passwords postgres:16.15
printf 'two\nlines\n' >"$data/two-lines"
check "a password of two lines is one clear line" says 'Cannot start: the password given for postgres has a line break' \
    docker run --rm --entrypoint /prepare --volume "$PWD/docker/prepare:/prepare:ro" --volume "$data/two-lines:/run/secrets/postgres:ro" \
    --tmpfs /passwords postgres:16.15
check "a password in the environment is refused, and named without its value" says '^Cannot start: a password in the environment.*instead of: TIDEGATE_JOB_PASSWORD$' \
    env TIDEGATE_JOB_PASSWORD=seen docker compose run --rm -T prepare
check "a port that is taken is named" says "$TIDEGATE_POSTGRES_PORT.*(already allocated|already in use)" \
    env TIDEGATE_DASHBOARD_PORT="$TIDEGATE_POSTGRES_PORT" docker compose up --detach --no-deps dashboard
check "an image that cannot be had is named" says 'no-such-image.*(denied|not found|no such host|failed)' \
    env SPARK_IMAGE=tidegate/no-such-image docker compose build streaming-job

echo "== profile cluster"
export TIDEGATE_MASTER=spark://spark-master:7077
docker compose --profile cluster up --detach 2>&1 | tail -n 5
check "master, two workers and the job are healthy" within 120 all_healthy spark-master spark-worker streaming-job
check "rows arrive by the cluster" within 180 has_more_rows_than "$(rows)"
refused_in_clear() {
    says 'Cannot start on spark://.*spark.authenticate=false.*--trusted-network' \
        docker compose run --rm --no-deps --env TIDEGATE_SPARK_PROPERTIES= streaming-job --once
}
check "a job whose Spark would not encrypt is refused on the cluster" refused_in_clear
no_secret_shown() {
    local secret
    secret=$(docker compose exec -T streaming-job sed -n 's/^spark.authenticate.secret //p' /passwords/spark.conf)
    [[ -n $secret ]] || return 1
    # shellcheck disable=SC2016
    ! { docker compose --profile cluster logs --no-color; for name in streaming-job spark-master spark-worker; do
        docker compose exec -T "$name" bash -c 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\0" " "'
    done; } | grep -qF -- "$secret"
}
check "the secret of the cluster is on no command line and in no log" no_secret_shown
kill_worker() {
    local count
    count=$(rows)
    docker kill --signal KILL "$(docker compose ps --quiet spark-worker | head -n 1)" >/dev/null
    within 180 has_more_rows_than "$count"
}
check "rows arrive after kill -9 of a worker and its executor" kill_worker
exact "on the cluster, after the kill"

echo "== a declared stream"
declared_table() {
    tidegate ddl streams/orders.yaml \
        | docker compose exec -T postgres psql -U postgres -d tidegate -q -v ON_ERROR_STOP=1
}
check "ddl makes the table of streams/orders.yaml" declared_table
TIDEGATE_STREAM=events,streams/orders.yaml docker compose up --detach streaming-job 2>&1 | tail -n 5
check "the input folder of a declared stream is there" within 60 test -d "$data/input/orders"
cp data/sample/orders.csv "$data/input/orders/.orders.csv.tmp"
mv "$data/input/orders/.orders.csv.tmp" "$data/input/orders/orders.csv"
declared_rows() { [[ $(sql 'SELECT count(*) FROM shop.order_lines') == 3 && -z $(find "$data/input/orders" -name '*.csv') ]]; }
check "a file of the declared stream becomes rows, and leaves the input folder" within 180 declared_rows

echo "== profile s3, from an empty database on"
docker compose --profile cluster down --volumes --timeout 60 >/dev/null 2>&1
unset TIDEGATE_MASTER POSTGRES_PASSWORD_FILE
export TIDEGATE_STORE=s3a://tidegate AWS_ENDPOINT_URL_S3=http://s3:8080
find "$data/input" "$data/archive" "$data/quarantine" "$data/checkpoints" -mindepth 1 -delete
# The image that is missing is built.
docker compose --profile s3 up --detach 2>&1 | tail -n 5
check "server, bucket and job are healthy" within 120 all_healthy s3 postgres streaming-job
check "rows arrive from the bucket" within 60 has_rows
docker compose stop generator >/dev/null 2>&1
brought() { [[ -z $(find "$data/input" -name '*.csv' -print -quit) ]]; }
check "all that landed is brought into the bucket" within 60 brought
# Whatever came before the last one has been brought before it.
cp data/sample/events.csv "$data/input/.zz-last.csv.tmp"
mv "$data/input/.zz-last.csv.tmp" "$data/input/zz-last.csv"
last_moved() { [[ $(sql "SELECT count(*) FROM ingested_files WHERE path = 'zz-last.csv' AND archived_at IS NOT NULL") == 1 ]]; }
check "the last file is loaded and moved" within 120 last_moved
whole() {
    if ! tidegate verify >"$data/verified" 2>&1 || ! grep -q '^ok   input  *0 files wait' "$data/verified"; then
        cat "$data/verified"
        return 1
    fi
}
check "verify finds each object with its bytes, and none that waits" whole
check "nothing lies in the folders of the disk" test -z "$(find "$data/archive" "$data/quarantine" -name '*.csv')"
store_secret_hidden() {
    local secret
    secret=$(docker compose exec -T streaming-job sed -n 's/^aws_secret_access_key = //p' /passwords/store)
    [[ -n $secret ]] || return 1
    ! { docker inspect "$(service prepare)" "$(service streaming-job)" "$(service s3)"; docker compose logs --no-color; cat "$logs"/*; } \
        | grep -qF -- "$secret"
}
check "the secret of the store is in no description of a container and in no log" store_secret_hidden

((broken == 0))

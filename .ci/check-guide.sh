#!/usr/bin/env bash
# What README, the first pages, the guide and the pages on tables and mappings tell people to type is typed here, in their order,
# and comes out as printed there, with the exit code that they say.
#
# In a copy of the checkout, with a home folder and a PostgreSQL of its own. The ports are those that the pages have: 54329 and 8080
# (the demo), 5432 (your own database). What varies is in .ci/lib/guide/varies.sed, and only that may differ.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Without a terminal, which psql would ask for passwords.
if { : </dev/tty; } 2>/dev/null; then
    exec setsid --wait "$0" "$@"
fi

top=$PWD
lib=$top/.ci/lib/guide
work=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-guide.XXXXXX")
touch "$work/listed"
# shellcheck source=scripts/lib/java.sh
source scripts/lib/java.sh
# shellcheck source=scripts/lib/programs.sh
source scripts/lib/programs.sh
# shellcheck source=.ci/lib/guide/same.sh
source .ci/lib/guide/same.sh
# shellcheck source=.ci/lib/guide/person.sh
source .ci/lib/guide/person.sh
# shellcheck source=.ci/lib/guide/server.sh
source .ci/lib/guide/server.sh
# shellcheck source=.ci/lib/guide/listed.sh
source .ci/lib/guide/listed.sh
# shellcheck source=.ci/lib/guide/terminal.sh
source .ci/lib/guide/terminal.sh

# What goes on is ended, the newest first, whatever happened.
# shellcheck disable=SC2317
leave() {
    interrupt_all
    stop_server
    # A demo that was broken off in its start leaves its server behind.
    if [[ -e $work/home/you/tidegate/data/postgres/postmaster.pid ]]; then
        kill -QUIT "$(head -n 1 "$work/home/you/tidegate/data/postgres/postmaster.pid")" || true
    fi
    cd "$top"
    [[ -n ${KEEP:-} ]] || rm -rf "$work"
}
trap leave EXIT

for port in 54329 8080 5432; do
    if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        echo "not ok - port $port of this machine, which the pages name, is in use"
        exit 1
    fi
done

find_java
programs=(local-postgres generator streaming-job dashboard demo)
for program in "${programs[@]}"; do
    jar_of "$program" >/dev/null
done
find_spark

# As it would be cloned, with what is not committed yet; and built, since each other proof has shown how.
home=$work/home/you
copy=$home/tidegate
mkdir -p "$copy"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy"
for program in "${programs[@]}"; do
    mkdir "$copy/$program/target"
    cp "$program/target/$program.jar" "$copy/$program/target/"
    [[ ! -d $program/target/lib ]] || cp -r "$program/target/lib" "$copy/$program/target/"
done
mkdir "$copy/spark-distribution/target"
cp -r spark-distribution/target/spark "$copy/spark-distribution/target/"
rm -f "$copy"/spark-distribution/target/spark/classes.jsa*
unset "${!TIDEGATE_@}" "${!PG@}" SPARK_HOME SPARK_CONF_DIR
export HOME=$home LC_ALL=C.UTF-8 TZ=UTC
cd "$copy"

read_pages docs/first-ten-minutes.md docs/guide.md
initdb=$(echo "$copy"/data/postgresql-*/bin/initdb)
start_server "${initdb%/bin/initdb}"
read_pages docs/your-own-database.md docs/tables.md docs/mapping.md README.md

differences=$(differs_from_listed)
if ((failed == 0)) && [[ -n $differences ]]; then
    printf "not ok - not-here.txt lists what no page has ('<'), or a page has more often ('>'):\n%s\n" "$differences"
    failed=1
fi
exit "$failed"

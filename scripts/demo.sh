#!/usr/bin/env bash
# Shows everything on this machine, with nothing but Java: scripts/demo.sh [OPTIONS], --help lists them
# PostgreSQL, the generator, the streaming job and the dashboard start and stop together; data/ and logs/ hold all that
# they keep.
# The last line it prints is the summary: the totals of the whole ledger.
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/programs.sh
source "$scripts/lib/programs.sh"
# shellcheck source=scripts/lib/class-archive.sh
source "$scripts/lib/class-archive.sh"

# s3_server: prints the jar of an S3 server, which only tests and this use: Maven brings it when it is first asked for.
s3_server() {
    local jar=demo/target/s3-server/s3proxy-jar-with-dependencies.jar
    if [[ ! -f $top/$jar ]]; then
        "$top/mvnw" -B -q -ntp -f "$top/pom.xml" -pl demo dependency:copy@s3-server >&2
    fi
    echo "$top/$jar"
}

find_java
# Everything is built here, one module after the other: otherwise the scripts that the demo starts would build at the same time.
postgres=$(jar_of local-postgres)
libraries=$(libraries_of local-postgres)
demo=$(jar_of demo)
jar_of generator >/dev/null
jar_of dashboard >/dev/null
job=$(jar_of streaming-job)
find_spark
# Here, and not at the start of the job: until then files would lie and wait.
use_class_archive "$job"

options=()
if [[ " $* " == *" --s3 "* ]] && ! is_release; then
    options+=("--s3-server=$(s3_server)")
fi
if [[ ! -t 1 && " $* " != *" --plain "* ]]; then
    options+=(--plain)
fi

cd "$top"
exec "$JAVA" -Xmx128m -cp "$demo:$postgres:$libraries/*" \
    dev.tidegate.demo.Demo ${options[@]+"${options[@]}"} "$@"

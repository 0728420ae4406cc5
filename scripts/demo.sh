#!/usr/bin/env bash
# Shows everything on this machine, with nothing but Java: scripts/demo.sh [OPTIONS], --help lists them
# PostgreSQL, the generator, the streaming job and the dashboard start and stop together; data/ and logs/ hold all that
# they keep.
# The last line it prints is the summary: the totals of the whole ledger.
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/build.sh
source "$scripts/lib/build.sh"

find_java
# Everything is built here, one module after the other: otherwise the scripts that the demo starts would build at the same time.
need_built local-postgres local-postgres/target/local-postgres.jar
need_built demo demo/target/demo.jar
need_built generator generator/target/generator.jar
need_built dashboard dashboard/target/dashboard.jar
need_built streaming-job streaming-job/target/streaming-job.jar
if [[ -z ${SPARK_HOME:-} ]]; then
    need_built spark-distribution spark-distribution/target/spark/bin/spark-submit
fi

options=()
if [[ ! -t 1 && " $* " != *" --plain "* ]]; then
    options+=(--plain)
fi

cd "$top"
exec "$JAVA" -Xmx128m -cp "demo/target/demo.jar:local-postgres/target/local-postgres.jar:local-postgres/target/lib/*" \
    dev.tidegate.demo.Demo ${options[@]+"${options[@]}"} "$@"

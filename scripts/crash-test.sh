#!/usr/bin/env bash
# Tests the promise: scripts/crash-test.sh [--rounds N] [--seed S] [--minutes M] [--fault-points], --help says more.
# Delivers files, lets faults strike the job, its database and its folders, and compares what is there with what was
# delivered. The last line is the result: lost=0 doubled=0 wrong=0.
set -euo pipefail

top=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib/java.sh
source "$top/scripts/lib/java.sh"
# shellcheck source=scripts/lib/build.sh
source "$top/scripts/lib/build.sh"

find_java
need_built local-postgres local-postgres/target/local-postgres.jar
need_built streaming-job streaming-job/target/streaming-job.jar
need_built spark-distribution spark-distribution/target/spark/bin/spark-submit
need_built crash-test crash-test/target/crash-test.jar

# File names are bytes; Java can name them all only in a UTF-8 locale.
export LC_ALL=C.UTF-8

cd "$top"
exec "$JAVA" -Xmx1g -cp "crash-test/target/crash-test.jar:local-postgres/target/local-postgres.jar:local-postgres/target/lib/*:streaming-job/target/streaming-job.jar" \
    dev.tidegate.crashtest.CrashTest "$@"

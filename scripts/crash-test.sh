#!/usr/bin/env bash
# Tests the promise: scripts/crash-test.sh [--rounds N] [--seed S] [--minutes M] [--fault-points] [--s3] [--months];
# --help says more.
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
need_built local-s3 local-s3/target/local-s3.jar
need_built crash-test crash-test/target/crash-test.jar
if [[ " $* " == *" --s3 "* && ! -f $top/local-s3/target/s3-servers/s3mock-exec.jar ]]; then
    "$top/mvnw" -B -q -ntp -f "$top/pom.xml" -pl local-s3 dependency:copy@s3mock >&2
fi

# File names are bytes; Java can name them all only in a UTF-8 locale.
export LC_ALL=C.UTF-8

cd "$top"
jars=crash-test/target/crash-test.jar
for module in local-postgres local-s3; do
    jars+=":$module/target/$module.jar:$module/target/lib/*"
done
exec "$JAVA" -Xmx1g -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$jars:streaming-job/target/streaming-job.jar" \
    dev.tidegate.crashtest.CrashTest "$@"

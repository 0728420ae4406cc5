#!/usr/bin/env bash
# Runs the streaming job on Spark: scripts/submit.sh [OPTIONS OF THE JOB], --help lists them.
# Relative paths count from the project's folder, wherever this is called from.
#
# SPARK_HOME              the Spark 3.5 to use (default: one that the build assembles)
# TIDEGATE_MASTER         Spark's master (default: local[*])
# TIDEGATE_DRIVER_MEMORY  heap of the driver, which in local mode is all of Spark (default: 1g)
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/build.sh
source "$scripts/lib/build.sh"

find_java
if [[ -z ${SPARK_HOME:-} ]]; then
    need_built spark-distribution spark-distribution/target/spark/bin/spark-submit
    SPARK_HOME=$top/spark-distribution/target/spark
elif ! compgen -G "$SPARK_HOME/jars/spark-core_2.12-3.5.*.jar" >/dev/null; then
    echo "Cannot run the job: SPARK_HOME is $SPARK_HOME, which is no Spark 3.5 for Scala 2.12. Unset it, or name one that is" >&2
    exit 3
fi
need_built streaming-job streaming-job/target/streaming-job.jar

master=${TIDEGATE_MASTER:-local[*]}
if [[ $master == local* ]]; then
    # A local Spark is not reachable from other machines.
    export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
fi
# File names are bytes; Java can name them all only in a UTF-8 locale.
export LC_ALL=C.UTF-8

cd "$top"
exec "$SPARK_HOME/bin/spark-submit" \
    --master "$master" \
    --driver-memory "${TIDEGATE_DRIVER_MEMORY:-1g}" \
    --class dev.tidegate.ingest.IngestJob \
    streaming-job/target/streaming-job.jar "$@"

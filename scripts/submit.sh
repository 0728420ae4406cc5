#!/usr/bin/env bash
# Runs the streaming job on Spark: scripts/submit.sh [OPTIONS OF SPARK-SUBMIT --] [OPTIONS OF THE JOB], --help lists the job's.
# Relative paths count from the project's folder, wherever this is called from.
#
# SPARK_HOME              the Spark 3.5 to use (default: one that the build assembles)
# SPARK_CONF_DIR          its configuration (default: SPARK_HOME/conf)
# TIDEGATE_SPARK_OPTIONS  options of spark-submit, as a shell would read them; those of the command line win
# TIDEGATE_MASTER         Spark's master (default: what spark-defaults.conf says, else local[*])
# TIDEGATE_CLASS_ARCHIVE  archive of Spark's classes (default: one that the first start makes beside its jars; empty: none)
# TIDEGATE_DRIVER_MEMORY  heap of the driver, which in local mode is all of Spark (default: the same, else 1g)
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/programs.sh
source "$scripts/lib/programs.sh"
# shellcheck source=scripts/lib/class-archive.sh
source "$scripts/lib/class-archive.sh"
# shellcheck source=scripts/lib/spark-options.sh
source "$scripts/lib/spark-options.sh"

# Before anything is looked for: relative paths of Spark's options and variables count from here, too.
cd "$top"
find_java
find_spark
if ! compgen -G "$SPARK_HOME/jars/spark-core_2.12-3.5.*.jar" >/dev/null; then
    echo "Cannot run the job: SPARK_HOME is $SPARK_HOME, which is no Spark 3.5 for Scala 2.12. Unset it, or name one that is" >&2
    exit 3
fi
jar=$(jar_of streaming-job)

split_options "$@"
conf=${SPARK_CONF_DIR:-$SPARK_HOME/conf}
master=$(master_of "$conf/spark-defaults.conf")
refuse_driver_on_a_worker "$master" "$conf/spark-defaults.conf"
refuse_master_without_jars "$master" "$SPARK_HOME/jars"
use_class_archive "$jar"
job_jar=$(job_jar "$master" "$conf/spark-defaults.conf" "$jar")
if [[ $master == local* ]]; then
    # A local Spark is not reachable from other machines.
    export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
    save_memory "$conf"
fi
if [[ ! -f $conf/log4j2.properties ]]; then
    # Else Spark's own would hold, which logs each step of each micro-batch.
    export LOG4J_CONFIGURATION_FILE=${LOG4J_CONFIGURATION_FILE:-$(log_settings)}
fi
# File names are bytes; Java can name them all only in a UTF-8 locale.
export LC_ALL=C.UTF-8

exec "$SPARK_HOME/bin/spark-submit" \
    --class dev.tidegate.ingest.IngestJob \
    ${spark_options[@]+"${spark_options[@]}"} \
    "$job_jar" \
    ${job_options[@]+"${job_options[@]}"}

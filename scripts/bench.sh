#!/usr/bin/env bash
# Measures the job beside COPY, Spark's JDBC writer and pgloader, each with an upsert: scripts/bench.sh [COMMAND] [OPTIONS]
# --help lists the commands, COMMAND --help its sizes; one more, dashboard, times the queries of the page.
# It takes a PostgreSQL of its own and deletes it at the end.
#
# TIDEGATE_MASTER         Spark's master (default: local[*])
# TIDEGATE_DRIVER_MEMORY  heap of the benchmark, in which the job runs where it is measured warm (default: 1g)
# BENCH_JAVA_OPTIONS      more options for Java, such as those of a profiler
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ ${1:-} == dashboard ]]; then
    exec "$scripts/bench-dashboard.sh" "${@:2}"
fi
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/build.sh
source "$scripts/lib/build.sh"

find_java
need_built local-postgres local-postgres/target/local-postgres.jar
need_built spark-distribution spark-distribution/target/spark/bin/spark-submit
need_built streaming-job streaming-job/target/streaming-job.jar
need_built bench bench/target/bench.jar

cd "$top"
# By spark-submit, so that the job finds here what it finds there: its own jar, Spark's jars and the options of Java.
# PostgreSQL's driver before it: the job's own copy answers to the same addresses, and COPY cannot be had from it here.
jars=(bench/target/*.jar bench/target/lib/*.jar local-postgres/target/lib/postgresql-*.jar
    streaming-job/target/streaming-job.jar local-postgres/target/local-postgres.jar local-postgres/target/lib/*.jar)
class_path=$(IFS=:; echo "${jars[*]}")
export LC_ALL=C.UTF-8 SPARK_LOCAL_IP=127.0.0.1
exec spark-distribution/target/spark/bin/spark-submit \
    --master "${TIDEGATE_MASTER:-local[*]}" \
    --driver-memory "${TIDEGATE_DRIVER_MEMORY:-1g}" \
    --driver-class-path "$class_path" \
    --driver-java-options "-Dlog4j2.configurationFile=bench-log4j2.properties ${BENCH_JAVA_OPTIONS:-}" \
    --class dev.tidegate.bench.Bench \
    bench/target/bench.jar "$@"

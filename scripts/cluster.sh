#!/usr/bin/env bash
# Runs the streaming job on a Spark cluster of this machine: scripts/cluster.sh [OPTIONS OF THE JOB], --help lists them.
# A standalone master and two workers, each a process of its own as on three machines, start with the job and end with it.
#
# TIDEGATE_WORKERS        how many workers (default: 2)
# TIDEGATE_WORKER_CORES   tasks at once in each (default: 1)
# TIDEGATE_WORKER_MEMORY  heap of the executor of each (default: 1g)
# TIDEGATE_DRIVER_MEMORY  heap of the driver (default: 1g)
# SPARK_HOME              the Spark 3.5 to use (default: one that the build assembles)
#
# For machines of your own start the same classes there; docs/cluster.md tells how.
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/programs.sh
source "$scripts/lib/programs.sh"
# shellcheck source=scripts/lib/await.sh
source "$scripts/lib/await.sh"

# As for the job: relative paths in Spark's variables count from here.
cd "$top"
find_java
find_spark
# The cluster is this machine's own.
export SPARK_LOCAL_IP=127.0.0.1 LC_ALL=C.UTF-8 SPARK_DAEMON_MEMORY=256m

logs=$top/logs/cluster
mkdir -p "$logs"
work=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-cluster.XXXXXX")
processes=()

# shellcheck disable=SC2317
stop_cluster() {
    if ((${#processes[@]} > 0)); then
        kill "${processes[@]}" 2>/dev/null || true
        wait "${processes[@]}" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap stop_cluster EXIT

# daemon NAME ARGUMENTS..: a class of Spark in the background; its log is logs/cluster/NAME.log.
daemon() {
    local name=$1
    shift
    "$SPARK_HOME/bin/spark-class" "$@" </dev/null >"$logs/$name.log" 2>&1 &
    processes+=("$!")
}

# started NAME PATTERN: waits until a daemon's log says so, and prints what the pattern's group matched.
started() {
    local name=$1 pattern=$2 said second
    for ((second = 0; second < 60; second++)); do
        said=$(sed -nE "s|.*$pattern.*|\1|p" "$logs/$name.log" | head -n 1)
        if [[ -n $said ]]; then
            echo "$said"
            return
        fi
        sleep 1
    done
    echo "Cannot run the job on a cluster: $name did not start within a minute; $logs/$name.log says why" >&2
    exit 3
}

# Who does not know the secret gets no tasks and sends none, and nobody reads along: Spark hands the password of the database from
# process to process. The secret is this cluster's own, in files that only this user can read, and never on a command line.
own_conf=${SPARK_CONF_DIR:-$SPARK_HOME/conf}
mkdir "$work/conf" "$work/driver-conf"
umask=$(umask)
umask 077
{
    if [[ -f $own_conf/spark-defaults.conf ]]; then
        cat "$own_conf/spark-defaults.conf"
    fi
    echo
    echo "spark.authenticate true"
    echo "spark.authenticate.secret $(head -c 32 /dev/urandom | base64 | tr -d '\n')"
    echo "spark.network.crypto.enabled true"
    echo "spark.io.encryption.enabled true"
} >"$work/secret.conf"
umask "$umask"
for conf in conf driver-conf; do
    cp -p "$work/secret.conf" "$work/$conf/spark-defaults.conf"
done
cp "$(log_settings)" "$work/driver-conf/"
if [[ -f $own_conf/log4j2.properties ]]; then
    cp "$own_conf/log4j2.properties" "$work/driver-conf/"
fi

# They say at level info where they listen.
export SPARK_CONF_DIR=$work/conf
sed 's/^rootLogger.level.*/rootLogger.level = info/' "$(log_settings)" \
    >"$SPARK_CONF_DIR/log4j2.properties"

daemon master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0
master=$(started master '(spark://127.0.0.1:[0-9]+)$')
for ((number = 1; number <= ${TIDEGATE_WORKERS:-2}; number++)); do
    daemon "worker-$number" org.apache.spark.deploy.worker.Worker "$master" --host 127.0.0.1 --webui-port 0 \
        --cores "${TIDEGATE_WORKER_CORES:-1}" --memory "${TIDEGATE_WORKER_MEMORY:-1g}" --work-dir "$work/worker-$number"
    started "worker-$number" '(registered with master)' >/dev/null
done
echo "The cluster is $master; logs are in $logs" >&2

# Not exec: the cluster ends with the job.
TIDEGATE_MASTER=$master SPARK_CONF_DIR=$work/driver-conf SPARK_HOME=$SPARK_HOME "$scripts/submit.sh" "$@" &
await "$!"

#!/usr/bin/env bash
# Environment that the scripts of Spark start with. To be sourced.

SPARK_HOME=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export SPARK_HOME
# Without it the launcher looks for a source tree of Spark, and starts no executor.
core=$(echo "$SPARK_HOME"/jars/spark-core_*.jar)
core=${core##*/spark-core_}
export SPARK_SCALA_VERSION=${core%%-*}
export SPARK_CONF_DIR=${SPARK_CONF_DIR:-$SPARK_HOME/conf}

if [[ -f $SPARK_CONF_DIR/spark-env.sh ]]; then
    set -a
    # shellcheck disable=SC1091
    source "$SPARK_CONF_DIR/spark-env.sh"
    set +a
fi

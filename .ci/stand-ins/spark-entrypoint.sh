#!/usr/bin/env bash
# Behaves as the entry point of the official image does: a command is run as user spark. Called with driver or executor it is what
# Spark on Kubernetes asks for, by its variables; where Kubernetes is not among the jars, an executor is that of others.
set -euo pipefail
case ${1:-} in
    driver)
        set -- "$SPARK_HOME/bin/spark-submit" --conf "spark.driver.bindAddress=$SPARK_DRIVER_BIND_ADDRESS" \
            --deploy-mode client "${@:2}"
        ;;
    executor)
        executor=(org.apache.spark.executor.CoarseGrainedExecutorBackend)
        if compgen -G "$SPARK_HOME/jars/spark-kubernetes_*.jar" >/dev/null; then
            executor=(org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend --podName "$SPARK_EXECUTOR_POD_NAME")
        fi
        # Numbered from 0, in the order in which they are meant.
        options=()
        while option=SPARK_JAVA_OPT_${#options[@]} && [[ -n ${!option+set} ]]; do
            options+=("${!option}")
        done
        set -- "$JAVA_HOME/bin/java" ${options[@]+"${options[@]}"} \
            "-Xms$SPARK_EXECUTOR_MEMORY" "-Xmx$SPARK_EXECUTOR_MEMORY" \
            --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED \
            --add-opens=java.base/sun.nio.ch=ALL-UNNAMED -cp "$SPARK_HOME/conf:$SPARK_HOME/jars/*:$PWD" \
            "${executor[@]}" --driver-url "$SPARK_DRIVER_URL" \
            --executor-id "$SPARK_EXECUTOR_ID" --cores "$SPARK_EXECUTOR_CORES" --app-id "$SPARK_APPLICATION_ID" \
            --hostname "$SPARK_EXECUTOR_POD_IP" --resourceProfileId "$SPARK_RESOURCE_PROFILE_ID"
        ;;
esac
if ((EUID == 0)); then
    exec gosu spark "$@"
fi
exec "$@"

# shellcheck shell=bash
# To be sourced. Tells the options of spark-submit from those of the job.

# split_options WORD..: what stands before a lone '--' is for spark-submit, what stands behind it for the job; without one all
# of it is for the job. Sets spark_options, those of the environment first: of an option given twice spark-submit takes the last.
split_options() {
    local word
    spark_options=()
    job_options=()
    if [[ -n ${TIDEGATE_MASTER:-} ]]; then
        spark_options+=(--master "$TIDEGATE_MASTER")
    fi
    if [[ -n ${TIDEGATE_DRIVER_MEMORY:-} ]]; then
        spark_options+=(--driver-memory "$TIDEGATE_DRIVER_MEMORY")
    fi
    if [[ ${TIDEGATE_SPARK_OPTIONS:-} == *[![:space:]]* ]]; then
        # xargs knows quotes as a shell does, and runs nothing of it. What it cannot read to the end is not taken in part: a
        # setting that is missing, such as one of encryption, would be noticed by nobody.
        if ! xargs printf '%s\0' <<<"$TIDEGATE_SPARK_OPTIONS" >/dev/null; then
            echo "Cannot run the job: TIDEGATE_SPARK_OPTIONS cannot be read, see above. Expected each quote to be closed on its" \
                "line; within quotes a backslash has no special meaning" >&2
            exit 2
        fi
        while IFS= read -r -d '' word; do
            spark_options+=("$word")
        done < <(xargs printf '%s\0' <<<"$TIDEGATE_SPARK_OPTIONS")
    fi
    for word in "$@"; do
        if [[ $word == -- ]]; then
            spark_options+=(${job_options[@]+"${job_options[@]}"})
            shift
            job_options=("$@")
            return
        fi
        job_options+=("$word")
        shift
    done
}

# properties_of FILE: the file of properties that spark-submit will take, FILE where no option names another.
properties_of() {
    local file=$1 index
    for ((index = 0; index < ${#spark_options[@]}; index++)); do
        case ${spark_options[index]} in
            --properties-file) file=${spark_options[index + 1]:-} ;;
            --properties-file=*) file=${spark_options[index]#*=} ;;
        esac
    done
    echo "$file"
}

# master_of FILE: the master that spark-submit will take; FILE has the properties that hold where no option names others.
master_of() {
    local by_option='' by_property='' index word file
    file=$(properties_of "$1")
    for ((index = 0; index < ${#spark_options[@]}; index++)); do
        word=${spark_options[index]}
        case $word in
            --master) by_option=${spark_options[index + 1]:-} ;;
            --master=*) by_option=${word#*=} ;;
            spark.master=* | --conf=spark.master=*) by_property=${word#*spark.master=} ;;
        esac
    done
    if [[ -z $by_option$by_property && -f $file ]]; then
        # A name and its value, with blanks, '=' or ':' between them.
        by_property=$(sed -n 's/^[[:blank:]]*spark\.master[[:blank:]=:]*\([^[:blank:]]*\).*/\1/p' "$file" | tail -n 1)
    fi
    echo "${by_option:-${by_property:-${MASTER:-local[*]}}}"
}

# save_memory FILE: has a Spark that is all in one process, on a machine of few processors, take little memory besides its heap, by
# SPARK_SUBMIT_OPTS and MALLOC_ARENA_MAX; FILE has the properties that hold where no option names others. With one huge file and a
# heap of 1 GB, G1 takes 1.1 GB, this 0.6 GB, and no longer. Whoever names a collector gets that one.
save_memory() {
    local said file
    file=$(properties_of "$1")
    said="${spark_options[*]-} ${SPARK_SUBMIT_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${_JAVA_OPTIONS:-}"
    if [[ -f $file ]]; then
        said+=$(<"$file")
    fi
    if [[ ! $said =~ -XX:[+]Use[A-Za-z0-9]*GC ]] && (($(getconf _NPROCESSORS_ONLN) <= 4)); then
        export SPARK_SUBMIT_OPTS="-XX:+UseSerialGC ${SPARK_SUBMIT_OPTS:-}"
    fi
    # Else each thread has the C library keep memory for it, tens of MB each.
    export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
}

# refuse_driver_on_a_worker MASTER FILE: ends the script where a standalone cluster would be asked to run the driver. The submission would
# end at once with 0, whatever becomes of the job; paths would count from a folder of the worker, and Ctrl-C would stop nothing.
refuse_driver_on_a_worker() {
    local index word mode='' file
    file=$(properties_of "$2")
    for ((index = 0; index < ${#spark_options[@]}; index++)); do
        word=${spark_options[index]}
        case $word in
            --deploy-mode) mode=${spark_options[index + 1]:-} ;;
            --deploy-mode=*) mode=${word#*=} ;;
            spark.submit.deployMode=* | --conf=spark.submit.deployMode=*) mode=${word#*spark.submit.deployMode=} ;;
        esac
    done
    if [[ -z $mode && -f $file ]]; then
        mode=$(sed -n 's/^[[:blank:]]*spark\.submit\.deployMode[[:blank:]=:]*\([^[:blank:]]*\).*/\1/p' "$file" | tail -n 1)
    fi
    if [[ $1 == spark://* && $mode == cluster ]]; then
        echo "Cannot run the job on $1 in deploy mode cluster: nobody would be told how it ends. Start it in mode client, which is" \
            "the default, on the machine that is to have the driver" >&2
        exit 3
    fi
}

# refuse_master_without_jars MASTER JARS: ends the script where the folder JARS has not what Spark needs for MASTER. The Spark that
# comes with Tidegate is assembled without: Spark itself would say that it was not compiled with them.
refuse_master_without_jars() {
    local master=$1 jars=$2 needed=
    case $master in
        k8s://*) needed=spark-kubernetes ;;
        yarn | yarn-*) needed=spark-yarn ;;
    esac
    if [[ -n $needed ]] && ! compgen -G "$jars/${needed}_2.12-*.jar" >/dev/null; then
        echo "Cannot run the job on $master: $jars has no $needed jar. Set SPARK_HOME to a Spark 3.5 for Scala 2.12 as its" \
            "project publishes it, or use its image" >&2
        exit 3
    fi
}

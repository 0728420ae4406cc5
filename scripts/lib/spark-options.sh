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

# setting_of OPTION PROPERTY FILE DEFAULT: what spark-submit will take for it, in its own order: the option, the property of an option,
# that of the file of properties, DEFAULT. FILE has the properties that hold where no option names others.
setting_of() {
    local option=$1 property=$2 by_option='' by_property='' index word file
    file=$(properties_of "$3")
    for ((index = 0; index < ${#spark_options[@]}; index++)); do
        word=${spark_options[index]}
        case $word in
            "$option") by_option=${spark_options[index + 1]:-} ;;
            "$option"=*) by_option=${word#*=} ;;
            "$property"=* | --conf="$property"=*) by_property=${word#*"$property"=} ;;
        esac
    done
    if [[ -z $by_option$by_property && -f $file ]]; then
        # A name and its value, with blanks, '=' or ':' between them; a backslash makes a sign nothing but itself.
        by_property=$(tr '\r' '\n' <"$file" | tr -d '\\' |
            sed -n "s/^[[:blank:]]*${property//./[.]}[[:blank:]=:][[:blank:]=:]*\([^[:blank:]]*\).*/\1/p" | tail -n 1)
    fi
    echo "${by_option:-${by_property:-$4}}"
}

# master_of FILE: the master that spark-submit will take; FILE has the properties that hold where no option names others.
master_of() {
    setting_of --master spark.master "$1" "${MASTER:-local[*]}"
}

# save_memory FOLDER: has a Spark that is all in one process, with a small heap on a machine of few processors, take little memory
# besides that, by SPARK_SUBMIT_OPTS and MALLOC_ARENA_MAX; FOLDER has its configuration. With one huge file and a heap of 1 GB,
# G1 takes 1.1 GB, this 0.6 GB, and no longer. Whoever names a collector gets that one.
save_memory() {
    # What spark-env.sh would do is not known before it has run.
    if (($(getconf _NPROCESSORS_ONLN) > 4)) || has_commands "$1/spark-env.sh" || ! has_small_heap "$1"; then
        return
    fi
    # Else each thread has the C library keep memory for it, tens of MB each.
    export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
    if ! may_name_a_collector "$1"; then
        export SPARK_SUBMIT_OPTS="-XX:+UseSerialGC ${SPARK_SUBMIT_OPTS:-}"
    fi
}

has_commands() {
    [[ -f $1 ]] && grep -qvE '^[[:space:]]*(#|$)' "$1"
}

# has_small_heap FOLDER: whether the heap of the driver is known to be at most 2 GB.
has_small_heap() {
    local heap size
    heap=$(setting_of --driver-memory spark.driver.memory "$1/spark-defaults.conf" "${SPARK_DRIVER_MEMORY:-${SPARK_MEM:-1g}}")
    if [[ ! $heap =~ ^[0-9]{1,9}[kKmMgG]?$ ]]; then
        return 1
    fi
    size=$((10#${heap%[kKmMgG]}))
    case $heap in
        *[kK]) size=$((size << 10)) ;;
        *[mM]) size=$((size << 20)) ;;
        *[gG]) size=$((size << 30)) ;;
    esac
    ((size <= 2 << 30))
}

# may_name_a_collector FOLDER: whether a collector is named, or may be, where Java or Spark's launcher takes options from: with two of
# them Java does not start. What stands in a file of options is Java's to read.
may_name_a_collector() {
    local file said
    said="${spark_options[*]-} ${SPARK_SUBMIT_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${_JAVA_OPTIONS:-}"
    for file in "$1/java-opts" "$(properties_of "$1/spark-defaults.conf")"; do
        if [[ -f $file ]]; then
            said+=" $(<"$file")"
        fi
    done
    # In a file of properties a backslash makes a sign nothing but itself. A heap that is named to Java itself may win over Spark's.
    [[ ${said//\\/} =~ [+]Use[A-Za-z0-9]*GC|-XX:(Flags|VMOptionsFile|MaxHeapSize)=|-Xmx|(^|[[:space:]=\"\'])@ ]]
}

# refuse_driver_on_a_worker MASTER FILE: ends the script where a standalone cluster would be asked to run the driver. The submission would
# end at once with 0, whatever becomes of the job; paths would count from a folder of the worker, and Ctrl-C would stop nothing.
refuse_driver_on_a_worker() {
    if [[ $1 == spark://* &&
        $(setting_of --deploy-mode spark.submit.deployMode "$2" "${DEPLOY_MODE:-client}") == cluster ]]; then
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

# job_jar MASTER FILE JAR: the jar as Spark is told of it. A driver in a pod finds it in the image, unless there is a place to which
# Spark's client can bring JAR; FILE has the properties that hold where no option names others.
job_jar() {
    local upload=spark.kubernetes.file.upload.path
    # Of it there is no option but the property.
    if [[ $1 == k8s://* && -z $(setting_of "$upload" "$upload" "$2" "") &&
        $(setting_of --deploy-mode spark.submit.deployMode "$2" "${DEPLOY_MODE:-client}") == cluster ]]; then
        echo local:///opt/tidegate/streaming-job.jar
    else
        echo "$3"
    fi
}

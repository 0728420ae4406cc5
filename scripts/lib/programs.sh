# shellcheck shell=bash
# To be sourced. Tells where the programs are. A release has them in lib/ and spark/, and never builds; in a checkout they are
# where the build leaves them, and are built where they are missing or older than their source.

# shellcheck source=scripts/lib/build.sh
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

# jar_of MODULE: prints its jar, counted from the top.
jar_of() {
    if is_release; then
        shipped "lib/$1.jar"
    else
        need_built "$1" "$1/target/$1.jar"
        echo "$1/target/$1.jar"
    fi
}

# libraries_of MODULE: prints the folder of the jars that its own needs beside it, once that is there.
libraries_of() {
    if is_release; then
        shipped "lib/$1"
    else
        echo "$1/target/lib"
    fi
}

# find_spark: sets SPARK_HOME to the Spark that comes with Tidegate, where it names none.
find_spark() {
    if [[ -n ${SPARK_HOME:-} ]]; then
        return
    fi
    if is_release; then
        shipped spark >/dev/null
    else
        need_built spark-distribution spark-distribution/target/spark/bin/spark-submit
    fi
    SPARK_HOME=$(own_spark)
}

# own_spark: prints the folder of the Spark that comes with Tidegate, be it built or not.
own_spark() {
    if is_release; then
        echo "$top/spark"
    else
        echo "$top/spark-distribution/target/spark"
    fi
}

# log_settings: prints the file that says where the job's lines go.
log_settings() {
    if is_release; then
        echo "$top/spark/conf/log4j2.properties"
    else
        echo "$top/spark-distribution/src/main/spark/conf/log4j2.properties"
    fi
}

is_release() {
    [[ ! -f $top/pom.xml ]]
}

# shipped PATH: prints it, or ends the shell where the release does not have it.
shipped() {
    if [[ ! -e $top/$1 ]]; then
        echo "Cannot run Tidegate: $top has neither a pom.xml, as a checkout has, nor $1, as a release has." \
            "Unpack the release anew" >&2
        exit 3
    fi
    echo "$1"
}

# shellcheck shell=bash
# To be sourced. An archive of the classes of Spark that comes with Tidegate: a start that takes them from there needs half of the time.

# use_class_archive JAR: sets TIDEGATE_CLASS_ARCHIVE, which Spark's own script takes up; makes the archive where it is missing or
# of another Java or other jars. Where it cannot be made the job starts without it, and one line says so. Empty: not wanted.
use_class_archive() {
    local jar=$1 stamp
    if [[ -n ${TIDEGATE_CLASS_ARCHIVE+set} || $SPARK_HOME != "$(own_spark)" ]]; then
        return
    fi
    local archive=$SPARK_HOME/classes.jsa
    stamp=$(class_archive_stamp)
    if [[ ! -f $archive || $(cat "$archive.of" 2>/dev/null) != "$stamp"$'\n'"$(size_of "$archive")" ]]; then
        make_class_archive "$archive" "$jar" "$stamp" || return 0
    fi
    export TIDEGATE_CLASS_ARCHIVE=$archive
}

# Of what it is: Java itself looks at its own build and at each jar, and takes nothing from an archive that does not fit.
class_archive_stamp() {
    plainly "$JAVA" -version 2>&1
    TZ=UTC0 LC_ALL=C ls -l "$SPARK_HOME/jars"
}

# size_of FILE: in bytes. Java looks at the sums of an archive, but dies where one ends too early.
size_of() {
    echo $(($(wc -c <"$1")))
}

# make_class_archive ARCHIVE JAR STAMP: under a name of its own first, so that none is ever seen in part.
make_class_archive() {
    local archive=$1 jar=$2 stamp=$3 partial log
    partial=$archive.$$
    if ! mkdir "$partial.conf" 2>/dev/null; then
        echo "Starting without an archive of Spark's classes, which takes some seconds longer: ${archive%/*} cannot be written" >&2
        return 1
    fi
    echo "Making an archive of Spark's classes, once: later starts are faster" >&2
    # The same jars as a start has that takes from it, but nothing of the user's settings: not their log of events, nor a debugger
    # that waits. The folder of settings may be another one, as it stands behind the jars.
    if log=$(cd "${top:?}" && TIDEGATE_CLASS_ARCHIVE=default SPARK_LOCAL_IP=127.0.0.1 SPARK_CONF_DIR=$partial.conf \
        LOG4J_CONFIGURATION_FILE=$(log_settings) plainly "$SPARK_HOME/bin/spark-submit" \
        --master 'local[1]' --driver-memory 512m --conf spark.ui.enabled=true --conf spark.ui.port=0 \
        --conf "spark.driver.extraJavaOptions=-XX:ArchiveClassesAtExit=$partial -Xlog:cds=off -Xlog:cds+dynamic=off" \
        --class dev.tidegate.ingest.spark.ClassTraining "$jar" 2>&1) && [[ -s $partial ]]; then
        rmdir "$partial.conf"
        printf '%s\n%s\n' "$stamp" "$(size_of "$partial")" >"$partial.of"
        # After a power cut it must not be there with holes.
        sync "$partial" 2>/dev/null || sync
        mv -f "$partial" "$archive"
        mv -f "$partial.of" "$archive.of"
    else
        rm -rf "$partial" "$partial.conf"
        echo "Starting without an archive of Spark's classes, which takes some seconds longer: ${log##*$'\n'}" >&2
        return 1
    fi
}

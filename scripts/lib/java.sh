# shellcheck shell=bash
# To be sourced. Finds the Java that everything here runs on: that of JAVA_HOME, else the one on the path.

# Sets JAVA, or ends the script with one line that says what is missing.
find_java() {
    if [[ -n ${JAVA_HOME:-} ]]; then
        JAVA=$JAVA_HOME/bin/java
        [[ -x $JAVA ]] || java_refused "JAVA_HOME is $JAVA_HOME, which has no bin/java"
    else
        JAVA=$(command -v java) || java_refused "there is no java on the path"
    fi

    # The line is: openjdk version "17.0.15" 2025-04-15; before Java 9: java version "1.8.0_452".
    local version
    version=$(plainly "$JAVA" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1) || version=
    local major=${version#1.}
    major=${major%%[^0-9]*}
    if [[ -z $major ]]; then
        java_refused "$JAVA -version says no version"
    elif ((major >= 24)); then
        java_refused "Spark 3.5 cannot start on Java 24 or newer, and $JAVA is Java $version"
    elif ((major < 17)); then
        java_refused "it needs Java 17 or newer, and $JAVA is Java $version"
    fi
}

# plainly COMMAND..: without what the user's variables have for Java and Spark: a debugger, a log, other settings are for the job.
plainly() {
    env -u JAVA_TOOL_OPTIONS -u JDK_JAVA_OPTIONS -u _JAVA_OPTIONS -u SPARK_SUBMIT_OPTS -u DEPLOY_MODE -u HADOOP_CONF_DIR "$@"
}

java_refused() {
    echo "Cannot run Tidegate: $1. Set JAVA_HOME to a JDK 17 or 21" >&2
    exit 3
}

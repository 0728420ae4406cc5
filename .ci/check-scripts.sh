#!/usr/bin/env bash
# All shell scripts of the project, read by shellcheck, with the files that they source.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mapfile -t scripts < <(git ls-files --cached --others --exclude-standard | while read -r file; do
    # Maven's wrapper is another project's.
    if [[ -f $file && $file != mvnw ]] && head -n 1 "$file" | grep -qE '^#!.*\b(ba)?sh\b'; then
        echo "$file"
    fi
done)
shellcheck --external-sources --check-sourced --source-path=SCRIPTDIR --source-path=. "${scripts[@]}"
echo "ok - shellcheck has nothing to say about ${#scripts[@]} scripts and what they source"

# A script that runs yesterday's program says so nowhere: what a jar is made of makes it old.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# shellcheck source=scripts/lib/build.sh
source scripts/lib/build.sh
top=$folder
mkdir -p "$top/streaming-job/src" "$top/streaming-job/target" "$top/streams"
touch "$top/pom.xml" "$top/streaming-job/pom.xml" "$top/streams/events.yaml"
jar=streaming-job/target/streaming-job.jar
touch -d '1 minute' "$top/$jar"
is_built streaming-job "$jar"
for source in pom.xml streaming-job/pom.xml streaming-job/src streams/events.yaml; do
    touch -d '2 minutes' "$top/$source"
    if is_built streaming-job "$jar"; then
        echo "not ok - the job is not built anew where $source has changed"
        exit 1
    fi
    touch "$top/$source"
done
echo "ok - the job is built anew where a source of its jar has changed"

# Spark's options decide more than Spark knows of. They are looked at as it will read them.
# shellcheck source=scripts/lib/spark-options.sh
source scripts/lib/spark-options.sh
unset "${!TIDEGATE_@}" "${!SPARK_@}" MASTER DEPLOY_MODE JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS MALLOC_ARENA_MAX
processors=2
getconf() { echo "$processors"; }
conf=$folder/conf
mkdir "$conf"

# saved WORD..: the collector and the arenas that Spark would be started with, by these words of a command line.
saved() {
    split_options "$@" --
    (save_memory "$conf" && echo "${SPARK_SUBMIT_OPTS:-no collector} and ${MALLOC_ARENA_MAX:-all} arenas")
}

# is WHAT EXPECTED FOUND
is() {
    if [[ $2 != "$3" ]]; then
        printf 'not ok - %s: expected %s, found %s\n' "$1" "$2" "$3"
        exit 1
    fi
}

all='-XX:+UseSerialGC  and 2 arenas'
arenas='no collector and 2 arenas'
none='no collector and all arenas'
is "nobody names anything" "$all" "$(saved)"
is "a machine with more processors" "$none" "$(processors=8 saved)"
for heap in 1g 2g 2048m 2097152k 600M 0512m; do
    is "a heap of $heap" "$all" "$(saved --driver-memory "$heap")"
    is "a heap of $heap by the variable" "$all" "$(TIDEGATE_DRIVER_MEMORY=$heap saved)"
    is "a heap of $heap by a property" "$all" "$(saved --conf "spark.driver.memory=$heap")"
done
for heap in 3g 2049m 2097153k 999999999g 1t half; do
    is "a heap of $heap" "$none" "$(saved --driver-memory "$heap")"
    is "a heap of $heap by the variable" "$none" "$(TIDEGATE_DRIVER_MEMORY=$heap saved)"
    is "a heap of $heap by Spark's variable" "$none" "$(SPARK_DRIVER_MEMORY=$heap saved)"
    is "a heap of $heap by a property" "$none" "$(saved --conf "spark.driver.memory=$heap")"
done
for named in -XX:+UseG1GC -XX:+UseZGC "-Da=b -XX:+UseSerialGC" -XX:Flags=flags -XX:VMOptionsFile=options -Xmx8g \
    @options "-Da=b @options" "'@options'"; do
    is "$named among Spark's options" "$arenas" "$(saved --driver-java-options "$named")"
    is "$named in a property" "$arenas" "$(saved --conf "spark.driver.extraJavaOptions=$named")"
    for variable in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS; do
        is "$named in $variable" "$arenas" "$(export "$variable=$named" && saved)"
    done
    is "$named in SPARK_SUBMIT_OPTS" "$named and 2 arenas" "$(SPARK_SUBMIT_OPTS=$named saved)"
    echo "$named" >"$conf/java-opts"
    is "$named in java-opts" "$arenas" "$(saved)"
    rm "$conf/java-opts"
    for file in "$conf/spark-defaults.conf" "$folder/other.conf"; do
        printf 'spark.driver.extraJavaOptions=%s\n' "${named//:/\\:}" >"$file"
        is "$named in $file" "$arenas" "$(saved --properties-file "$file")"
    done
    is "$named in spark-defaults.conf" "$arenas" "$(saved)"
    rm "$conf/spark-defaults.conf"
done
is "user@host is no file of options" "$all" "$(saved --conf spark.redaction.string.regex=user@host)"
echo '# A comment, and an empty line:' >"$conf/spark-env.sh"
echo >>"$conf/spark-env.sh"
is "a spark-env.sh that does nothing" "$all" "$(saved)"
# shellcheck disable=SC2016
echo 'export SPARK_SUBMIT_OPTS="$SPARK_SUBMIT_OPTS -XX:+UseG1GC"' >>"$conf/spark-env.sh"
is "a spark-env.sh that does something" "$none" "$(saved)"
rm "$conf/spark-env.sh"
echo "ok - memory is saved where the heap is small, and never by a second collector"

# mode WORD..: the deploy mode that spark-submit would take.
mode() {
    split_options "$@" --
    setting_of --deploy-mode spark.submit.deployMode "$conf/spark-defaults.conf" "${DEPLOY_MODE:-client}"
}

is "no deploy mode" client "$(mode)"
export DEPLOY_MODE=cluster
is "the variable" cluster "$(mode)"
printf 'spark.submit.deployMode : client\r\nspark.submit.deployModes cluster\r\n' >"$conf/spark-defaults.conf"
is "a property of the file before the variable" client "$(mode)"
is "a property of an option before that of the file" cluster "$(mode --conf spark.submit.deployMode=cluster)"
for option in "--deploy-mode cluster" --deploy-mode=cluster; do
    # shellcheck disable=SC2086
    is "$option before a property that comes later" cluster "$(mode $option --conf=spark.submit.deployMode=client)"
done
is "of an option given twice the last" client "$(mode --deploy-mode cluster --deploy-mode client)"
printf 'spark.master spark\\://a:1\n  spark.master=spark://b:1\n' >"$conf/spark-defaults.conf"
split_options
is "of a property given twice the last" spark://b:1 "$(MASTER=yarn master_of "$conf/spark-defaults.conf")"
sed -i.before '$d' "$conf/spark-defaults.conf"
is "a backslash before a colon" spark://a:1 "$(master_of "$conf/spark-defaults.conf")"
echo "ok - of several settings the one holds that Spark takes"

# On YARN the driver may be anywhere: the submission ends as the job does. Only the jars have to be there.
rm "$conf/spark-defaults.conf"
mkdir "$folder/jars"
split_options --deploy-mode cluster --

# refused MASTER: the exit code of both looks, and the lines that they said.
refused() {
    local status=0
    (refuse_driver_on_a_worker "$1" "$conf/spark-defaults.conf" && refuse_master_without_jars "$1" "$folder/jars") \
        >"$folder/said" 2>&1 || status=$?
    echo "$status, $(wc -l <"$folder/said")"
}

is "cluster mode on a standalone master" "3, 1" "$(refused spark://a:1)"
is "YARN without its jars" "3, 1" "$(refused yarn)"
touch "$folder/jars/spark-yarn_2.12-3.5.9.jar"
is "cluster mode on YARN" "0, 0" "$(refused yarn)"
echo "ok - a driver may run in YARN's application master, where Spark has the jars"

# In a pod the driver has the jar of its image; elsewhere, and where Spark's client can bring it, it is the one at hand.
jar_at_hand() {
    split_options "$@" --
    job_jar "$(master_of "$conf/spark-defaults.conf")" "$conf/spark-defaults.conf" at-hand.jar
}
in_a_pod=(--master k8s://https://a:1 --deploy-mode cluster)
is "the jar of a driver in a pod" local:///opt/tidegate/streaming-job.jar "$(jar_at_hand "${in_a_pod[@]}")"
is "the jar of a driver here, with executors in pods" at-hand.jar \
    "$(jar_at_hand --master k8s://https://a:1 --deploy-mode client)"
is "the jar of a driver on YARN" at-hand.jar "$(jar_at_hand --master yarn --deploy-mode cluster)"
is "the jar that Spark's client brings to a pod" at-hand.jar \
    "$(jar_at_hand "${in_a_pod[@]}" --conf spark.kubernetes.file.upload.path=s3a://b/jars)"
echo "spark.kubernetes.file.upload.path s3a://b/jars" >"$conf/spark-defaults.conf"
is "the same by a file of properties" at-hand.jar "$(jar_at_hand "${in_a_pod[@]}")"
rm "$conf/spark-defaults.conf"
echo "ok - the driver in a pod runs the jar of its image"

# In the image, below a folder of its own; were it not refused, there is no Spark here to start.
image=$folder/image
mkdir -p "$image/opt/tidegate/lib" "$image/opt/spark/conf"
cp scripts/lib/spark-options.sh scripts/lib/await.sh "$image/opt/tidegate/lib/"
sed "s|/opt/|$image/opt/|g" docker/streaming-job >"$image/streaming-job"
echo "spark.submit.deployMode cluster" >"$folder/cluster.conf"
unset DEPLOY_MODE

# in_image WORD..: the exit code of the image, and how often it refused the deploy mode.
in_image() {
    local status=0
    bash "$image/streaming-job" "$@" >"$folder/said" 2>&1 || status=$?
    echo "$status, $(grep -c '^Cannot run the job on spark://a:1 in deploy mode cluster: ' "$folder/said" || true)"
}

export TIDEGATE_MASTER=spark://a:1
is "the image with a deploy mode" "3, 1" "$(in_image --deploy-mode cluster --)"
is "the image with a file that has one" "3, 1" "$(TIDEGATE_SPARK_PROPERTIES=$folder/cluster.conf in_image)"
is "the image with the variable" "3, 1" "$(DEPLOY_MODE=cluster in_image)"
is "the image with none" "127, 0" "$(in_image)"
is "the image with a pause" "3, 1" "$(DEPLOY_MODE=cluster TIDEGATE_REFUSED_PAUSE=0.1 in_image)"
is "the image with a pause, which it names" 1 "$(grep -c 'does nothing for 0.1' "$folder/said")"
echo "ok - the image refuses a driver on a worker, and pauses then"

# As Kubernetes asks for it: below /tidegate nothing may be written but data.
cat >"$image/opt/entrypoint.sh" <<'SCRIPT'
#!/bin/bash
echo "$1 in $PWD"
SCRIPT
chmod +x "$image/opt/entrypoint.sh"
mkdir "$folder/local"
is "an executor" "executor in $folder/local" \
    "$(SPARK_LOCAL_DIRS=$folder/local,/elsewhere bash "$image/streaming-job" executor)"
is "a driver" "driver in $PWD" "$(SPARK_LOCAL_DIRS=$folder/local bash "$image/streaming-job" driver)"
echo "ok - the image has an executor of Kubernetes stand where it may write, and a driver where its folders are"

# The guide check: which exit code a page promises, and what it does not run.
cat >"$folder/page.md" <<'PAGE'
Its exit code is 3, which is above no block of
its own. The exit
code is 4:

```
$ first
1
$ second
2
```

Nothing is said here.

```sh
third
```
PAGE
mkdir "$folder/steps"
awk -v folder="$folder/steps" -f .ci/lib/guide/blocks.awk "$folder/page.md"
is "the last command of a block ends with what the prose above says" "002.code:4" "$(cd "$folder/steps" && grep -H . ./*.code | sed 's|^./||')"
lib=$folder
work=$folder
# shellcheck source=.ci/lib/guide/listed.sh
source .ci/lib/guide/listed.sh
printf '# why\npage.md\tcp rees46-a\tas above\n' >"$folder/not-here.txt"
is_listed page.md "cp rees46-a"
for other in "cp rees46-a.csv" "cp rees46-" "page.md"; do
    if is_listed page.md "$other"; then
        echo "not ok - '$other' is taken for another command of not-here.txt"
        exit 1
    fi
done
is "each line is of use" "" "$(differs_from_listed)"
is_listed page.md "cp rees46-a"
is "one line hides one block" "> page.md	cp rees46-a" "$(differs_from_listed)"

# reads TEXT: has the guide check read a page of one block with this text; sets failed. Not to be run as a condition.
reads() {
    # shellcheck disable=SC2016
    printf '```\n%s\n```\n' "$1" >"$folder/page.md"
    rm -rf "$folder/steps"
    failed=0
    read_pages page.md >"$folder/said" 2>&1
}

top=$folder
lib=$PWD/.ci/lib/guide
# shellcheck source=.ci/lib/guide/same.sh
source .ci/lib/guide/same.sh
# shellcheck source=.ci/lib/guide/person.sh
source .ci/lib/guide/person.sh
# shellcheck source=.ci/lib/guide/terminal.sh
source .ci/lib/guide/terminal.sh
cd "$folder"
reads $'$ echo a\na\n$ cat saved.txt\nb\n$ cat saved.txt\nb'
is "a page that is right: $(<"$folder/said")" 0 "$failed"
ln -s missing/file dangling.txt
for text in $'$ echo a\nb' $'$ (echo a; exit 3)\na' $'$ (exit 4)' $'$ cat dangling.txt\na' 'a block that nobody runs'; do
    reads "$text"
    is "a page with $text" 1 "$failed"
done
echo "ok - the guide check takes a page at its word"

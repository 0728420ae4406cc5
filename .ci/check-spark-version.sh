#!/usr/bin/env bash
# Tests pass on a newer Spark 3.5 than the one that ships, and on YARN, for which that has the jars:
# .ci/check-spark-version.sh 3.5.9
# Those with the tags "spark" and "yarn". What demo, release and scripts take is not touched by it: the newer Spark lies in a
# folder of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=$1
modules=(streaming-job cluster-test)
began=$(mktemp)
trap 'rm -f "$began"' EXIT

./mvnw verify -pl "$(IFS=, && echo "${modules[*]}")" -am "-Dgroups=spark|yarn" -DexcludedGroups=none \
    -Dtidegate.test.postgres=embedded "-Dtidegate.test.spark.version=$version"

ran=
for module in "${modules[@]}"; do
    tests=$(find "$module"/target/*-reports -name 'TEST-*.xml' -newer "$began" -exec grep -c -h '<testcase ' {} + \
        | awk '{ all += $1 } END { print all + 0 }')
    if ((tests == 0)); then
        echo "not ok - Spark $version: no test of $module was run, none there has the tag \"spark\" or \"yarn\""
        exit 1
    fi
    ran+=", $tests of $module"
done
if ! compgen -G "spark-distribution/target/spark-$version/jars/spark-core_*-$version.jar" >/dev/null; then
    echo "not ok - Spark $version: the tests were run on another one"
    exit 1
fi
echo "ok - the job runs on Spark $version: ${ran#, }"

#!/usr/bin/env bash
# Tests pass on a newer Spark than the one that ships, those with the tag "spark": .ci/check-spark-version.sh 4.0.4
# On 3.5.9 those with the tag "yarn", too: that one has the jars for it. What demo, release and scripts take is not touched: the
# newer Spark lies in a folder of its own, as does what is compiled against another Scala.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=.ci/lib/tagged-tests.sh
source .ci/lib/tagged-tests.sh
version=$1
tags=spark modules=streaming-job
if [[ $version == 3.5.* ]]; then
    tags+='|yarn' modules+=,cluster-test
fi

run_tagged "Spark $version" "$tags" "$modules" -DexcludedGroups=none \
    -Dtidegate.test.postgres=embedded "-Dtidegate.test.spark.version=$version"
# Which one it was, a test has compared with this setting.
report=$(find streaming-job/target -name 'TEST-*.SparkVersionIT.xml' -newer "$began")
if ! grep -q "name=\"tidegate.spark.version\" value=\"$version\"" "$report"; then
    echo "not ok - Spark $version: the tests were run on another one"
    exit 1
fi
echo "ok - the job runs on Spark $version: $ran"

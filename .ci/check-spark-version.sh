#!/usr/bin/env bash
# Tests pass on a newer Spark than the one that ships, those with the tag "spark": .ci/check-spark-version.sh 4.0.4
# On 3.5.9 those with the tag "yarn", too: that one has the jars for it. On 3.5.6 those with the tag "kubernetes", for the same
# reason, and no others. What demo, release and scripts take is not touched: the other Spark lies in a folder of its own, as does
# what is compiled against another Scala.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=.ci/lib/tagged-tests.sh
source .ci/lib/tagged-tests.sh
version=$1
# Which one it was, a test compares with a setting.
comparing=SparkVersionIT
case $version in
    3.5.6) tags=kubernetes modules=cluster-test comparing=KubernetesIT ;;
    3.5.*) tags='spark|yarn' modules=streaming-job,cluster-test ;;
    *) tags=spark modules=streaming-job ;;
esac

run_tagged "Spark $version" "$tags" "$modules" -DexcludedGroups=none \
    -Dtidegate.test.postgres=embedded "-Dtidegate.test.spark.version=$version"
report=$(find "${modules%%,*}/target" -name "TEST-*.$comparing.xml" -newer "$began")
if ! grep -q "name=\"tidegate.spark.version\" value=\"$version\"" "$report"; then
    echo "not ok - Spark $version: the tests were run on another one"
    exit 1
fi
echo "ok - the job runs on Spark $version: $ran"

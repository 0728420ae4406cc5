#!/usr/bin/env bash
# Tests pass on a newer Spark 3.5 than the one that ships, and on YARN, for which that has the jars:
# .ci/check-spark-version.sh 3.5.9
# Those with the tags "spark" and "yarn". What demo, release and scripts take is not touched by it: the newer Spark lies in a
# folder of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=.ci/lib/tagged-tests.sh
source .ci/lib/tagged-tests.sh
version=$1

run_tagged "Spark $version" "spark|yarn" streaming-job,cluster-test -DexcludedGroups=none \
    -Dtidegate.test.postgres=embedded "-Dtidegate.test.spark.version=$version"
if ! compgen -G "spark-distribution/target/spark-$version/jars/spark-core_*-$version.jar" >/dev/null; then
    echo "not ok - Spark $version: the tests were run on another one"
    exit 1
fi
echo "ok - the job runs on Spark $version: $ran"

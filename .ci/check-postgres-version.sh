#!/usr/bin/env bash
# Tests pass on a newer server than the usual one: .ci/check-postgres-version.sh 18
# Those with the tag "versions": set-up, rights, upgrade, aggregates, loading, verify, restore, panels. The whole suite runs
# on the usual one.
# What demo, release and scripts take is not touched by it: the programs of that server lie in a folder of their own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=$1
modules=(local-postgres streaming-job dashboard)
began=$(mktemp)
trap 'rm -f "$began"' EXIT

./mvnw verify -pl "$(IFS=, && echo "${modules[*]}")" -am -Dgroups=versions \
    -Dtidegate.test.postgres=embedded "-Dtidegate.test.postgres.version=$version"

ran=
for module in "${modules[@]}"; do
    tests=$(find "$module"/target/*-reports -name 'TEST-*.xml' -newer "$began" -exec grep -c -h '<testcase ' {} + \
        | awk '{ all += $1 } END { print all + 0 }')
    if ((tests == 0)); then
        echo "not ok - PostgreSQL $version: no test of $module was run, none there has the tag \"versions\""
        exit 1
    fi
    ran+=", $tests of $module"
done
echo "ok - PostgreSQL $version passes what is asked of a newer one: ${ran#, }"

#!/usr/bin/env bash
# Tests pass on a newer server than the usual one: .ci/check-postgres-version.sh 18
# Those with the tag "versions": set-up, rights, upgrade, aggregates, loading, verify, restore, panels. The whole suite runs
# on the usual one.
# What demo, release and scripts take is not touched by it: the programs of that server lie in a folder of their own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=.ci/lib/tagged-tests.sh
source .ci/lib/tagged-tests.sh
version=$1

run_tagged "PostgreSQL $version" versions local-postgres,streaming-job,dashboard \
    -Dtidegate.test.postgres=embedded "-Dtidegate.test.postgres.version=$version"
echo "ok - PostgreSQL $version passes what is asked of a newer one: $ran"
